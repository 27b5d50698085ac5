"""The UBL 2.5 schemas of the package: which documents there are, in which order their children stand, and whether a document is valid.

Opens nothing but the package's own data, each schema once per process and only when first needed. Example: `types()` holds `"Order"`.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from threading import Lock
from typing import Any

from lxml import etree

from hub.formats.ubl.parse import Element

VERSION = "2.5"
_XSD = "{http://www.w3.org/2001/XMLSchema}"
_LIBRARY = f"UBL-CommonAggregateComponents-{VERSION}.xsd"
_BASICS = f"UBL-CommonBasicComponents-{VERSION}.xsd"
_compiling = Lock()


class _Package(etree.Resolver):
    """Schemas import each other by file name: those of the package are found, and nothing else."""

    def resolve(self, system_url: str, public_id: str, context: Any = None) -> Any:  # noqa: ARG002 - lxml calls it so
        name = str(system_url).rpartition("/")[2]
        return self.resolve_string(_text("common", name), context, base_url=f"common/{name}")


def _text(folder: str, name: str) -> bytes:
    return (resources.files("hub.formats.ubl") / "xsd" / folder / name).read_bytes()


def _parsed(folder: str, name: str) -> Element:
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    parser.resolvers.add(_Package())
    return etree.fromstring(_text(folder, name), parser, base_url=f"{folder}/{name}")


@cache
def types() -> frozenset[str]:
    """The document types that the package has a schema of; another one is another file."""
    names = (file.name for file in (resources.files("hub.formats.ubl") / "xsd" / "maindoc").iterdir())
    ending = f"-{VERSION}.xsd"
    return frozenset(name.removeprefix("UBL-").removesuffix(ending) for name in names if name.endswith(ending))


def schema(message_type: str) -> etree.XMLSchema:
    """The compiled schema of a document type."""
    with _compiling:  # libxml2 compiles one at a time, and nobody needs it twice
        return _schema(message_type)


@cache
def _schema(message_type: str) -> etree.XMLSchema:
    return etree.XMLSchema(_parsed("maindoc", f"UBL-{message_type}-{VERSION}.xsd"))


Order = dict[str, int]


@cache
def _library() -> dict[str, Order]:
    """The children of every aggregate by its name, each with its rank."""
    root = _parsed("common", _LIBRARY)
    ranks = _ranks(root)
    return {f"cac:{element.get('name')}": ranks[str(element.get("type"))] for element in root.iterchildren(f"{_XSD}element")}


def _ranks(root: Element) -> dict[str, Order]:
    """The references of each complex type in their order."""
    return {
        str(kind.get("name")): {str(element.get("ref")): at for at, element in enumerate(kind.iter(f"{_XSD}element"))}
        for kind in root.iterchildren(f"{_XSD}complexType")
    }


@cache
def of_document(message_type: str) -> Order:
    """The children of a document, each with its rank; nothing where there is no such document."""
    if message_type not in types():
        return {}
    return _ranks(_parsed("maindoc", f"UBL-{message_type}-{VERSION}.xsd"))[f"{message_type}Type"]


def children(tag: str) -> Order:
    """The children of an aggregate such as `cac:Party`, each with its rank."""
    return _library().get(tag) or _OUTSIDE.get(tag, {})


# The two levels above an extension's content, which stand in a schema of their own.
_OUTSIDE: dict[str, Order] = {"ext:UBLExtensions": {"ext:UBLExtension": 0}, "ext:UBLExtension": {"ext:ExtensionContent": 99}}


@cache
def names() -> frozenset[str]:
    """Every element that UBL has below a document, with its prefix."""
    basics = (f"cbc:{element.get('name')}" for element in _parsed("common", _BASICS).iterchildren(f"{_XSD}element"))
    return frozenset((*_library(), *basics, *_OUTSIDE, "ext:ExtensionContent"))
