"""A twenty-line UBL order of about 17 KB: bytes to tree, tree to canonical document, the schema apart, and back to bytes.

The order is valid, every leaf of it has a place, and what is written gives the same document again: else the run is void.
Example: `python -m benchmarks.run ubl_map`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lxml import etree

from benchmarks import generate_ubl
from benchmarks.measure import Result, in_turn, quotients, result, seconds, void
from hub.formats.base import Message, MessageRead, Reading
from hub.formats.discover import formats
from hub.formats.ubl import validating
from hub.formats.ubl.parse import parse
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.mapping.coverage import measure

UBL = formats()["ubl"]
KIND = "Order"
ORDERS, ROUNDS = 100, 9
# The aim of 500 µs was set where lxml parses such an order in 64: as a ratio it says the same on any machine.
AIM = "<= 7.8"


def read(data: bytes, *, structure_only: bool = True) -> Message:
    """The one message of a document, without its schema unless that is asked for."""
    return next(event.message for event in UBL.read([data], Reading(structure_only=structure_only)) if isinstance(event, MessageRead))


def written(compiled: CompiledMap, document: dict[str, Any]) -> bytes:
    tree = UBL.new_tree(KIND)
    compiled.write(document, tree)
    return UBL.write([(KIND, tree)], None)


def wrong(compiled: CompiledMap) -> str:
    """Why these orders must not be measured; empty when they may."""
    message = read(generate_ubl.order(1), structure_only=False)
    told = compiled.read(message.tree, None)
    if message.findings or told.findings:
        return f"{len(message.findings) + len(told.findings)} findings on a clean order"
    if residue := measure(UBL, message.tree, told).residue:
        return f"{residue} leaves without a place"
    again = compiled.read(read(written(compiled, told.document)).tree, None)
    return "" if again.document == told.document else "what was written gives another document"


def timed(work: Callable[[Any], object], made: Callable[[], Sequence[Any]]) -> Callable[[], float]:
    """Microseconds an order; `made` gives fresh things to work on, since reading leaves marks."""

    def once() -> float:
        things = made()
        return seconds(lambda: [work(thing) for thing in things]) / len(things) * 1e6

    return once


def run() -> Iterator[Result]:
    """Microseconds for one order."""
    compiled = compile_map(library.load("ubl", KIND), UBL.paths)
    if why := wrong(compiled):
        yield void("ubl_map", "read + map", "µs/order", why, "<= 500")
        return
    parcels = [generate_ubl.order(number) for number in range(1, ORDERS + 1)]
    documents = [compiled.read(read(parcel).tree, None).document for parcel in parcels]
    columns = in_turn(
        ROUNDS,
        timed(lambda parcel: compiled.read(read(parcel).tree, None).document, lambda: parcels),
        timed(lambda parcel: read(parcel).tree.tag, lambda: parcels),
        timed(etree.fromstring, lambda: parcels),
        timed(lambda tree: compiled.read(tree, None).document, lambda: [read(parcel).tree for parcel in parcels]),
        timed(lambda root: validating.findings(root, KIND), lambda: [parse(parcel, None).root for parcel in parcels]),
        timed(lambda document: len(written(compiled, document)), lambda: documents),
    )
    both, reading, parsing, mapping, schema, writing = columns
    yield result("ubl_map", "read + map", both, "µs/order", "<= 500")
    yield result("ubl_map", "read, without the schema", reading, "µs/order")
    yield result("ubl_map", "parsed by lxml alone", parsing, "µs/order")
    yield result("ubl_map", "read + map ÷ parsed by lxml alone", quotients(both, parsing), "ratio", AIM)
    yield result("ubl_map", "map", mapping, "µs/order")
    yield result("ubl_map", "check against the schema", schema, "µs/order")
    yield result("ubl_map", "map back and write", writing, "µs/order")
