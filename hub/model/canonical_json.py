"""RFC 8785 canonical JSON: one document, one sequence of bytes, so that a digest means the content.

Floats are refused: amounts are strings in every document, and the number rules of RFC 8785 are never needed.

>>> canonical_json({"b": [True, None], "a": "商驿"}).decode()
'{"a":"商驿","b":[true,null]}'
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import orjson

# RFC 8785 section 3.2.2.3 takes integers as IEEE doubles, which are exact only up to here.
_LARGEST = 2**53 - 1
_SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS
_ASTRAL = re.compile(rb"[\xf0-\xf4]")


def canonical_json(value: Any) -> bytes:
    """The canonical bytes of a tree of str, int, bool, None, list, tuple and dict. TypeError on anything else, ValueError on
    an integer that a double cannot hold and on text with half of a surrogate pair.
    """
    if _usual(value):
        try:
            written = orjson.dumps(value, option=_SORTED)
        except orjson.JSONEncodeError:
            return _slowly(value)  # which tells what is wrong
        # By the bytes of UTF-8, which is by code points: the same as by UTF-16 code units, unless some are beyond U+FFFF.
        if written.isascii() or _ASTRAL.search(written) is None:
            return written
    return _slowly(value)


def _usual(tree: Any) -> bool:
    """Whether a tree holds nothing but text, true, false, null and small integers in lists and plain objects."""
    kind = type(tree)
    for child in tree.values() if kind is dict else tree if kind is list or kind is tuple else (tree,):
        kind = type(child)
        if kind is str:
            continue
        if kind is dict or kind is list or kind is tuple:
            if not _usual(child):
                return False
        elif not (kind is bool or child is None or (kind is int and -_LARGEST <= child <= _LARGEST)):
            return False
    return True


def _slowly(value: Any) -> bytes:
    ordered = _ordered(value)
    try:
        # orjson writes the escapes of RFC 8785 section 3.2.2.2 and no blanks; the order of keys is ours.
        return orjson.dumps(ordered)
    except orjson.JSONEncodeError as problem:
        raise ValueError(str(problem)) from problem


def digest(value: Any) -> str:
    """Hex SHA-256 of the canonical bytes."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _ordered(value: Any) -> Any:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is dict:
        return _object(value)
    if kind is list or kind is tuple:
        return [_ordered(item) for item in value]
    if kind is int:
        return _integer(value)
    if isinstance(value, Mapping):
        return _object(value)
    raise TypeError(f"canonical JSON holds no {kind.__name__}")


def _object(value: Mapping[Any, Any]) -> dict[str, Any]:
    keys = list(value)
    for key in keys:
        if type(key) is not str:
            raise TypeError(f"canonical JSON has text keys, not {type(key).__name__}")
    # RFC 8785 section 3.2.3 compares UTF-16 code units, which differ from code points only beyond U+FFFF.
    order = sorted(keys) if "".join(keys).isascii() else sorted(keys, key=_units)
    return {key: _ordered(value[key]) for key in order}


def _units(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _integer(value: int) -> int:
    if not -_LARGEST <= value <= _LARGEST:
        raise ValueError(f"{value} is beyond the integers that canonical JSON can hold")
    return value
