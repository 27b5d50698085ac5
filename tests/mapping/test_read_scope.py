"""Written functions read like the careful ones that they stand for, name their rules when they fail, and hold nothing that a map slips in."""

from __future__ import annotations

import copy
import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.formats.segments.path import PATHS as SEGMENTS
from hub.formats.ubl import FORMAT as UBL
from hub.formats.ubl.tree import Node
from hub.formats.x12 import FORMAT as X12
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.mapping.units import Unit
from hub.model.config import Assume
from hub.testing.mappings import documents, written
from tests.mapping.trees import compiled, read, tree

ORDER = compile_map(library.load("x12", "850"), X12.paths)
CANCELLATION = compile_map(library.load("ubl", "OrderCancellation"), UBL.paths)
HEADER = st.sampled_from(
    ["BEG*00*SA*4711**20260131", "BEG*ZZ**4711 **20261331", "CUR*BY*EUR", "CUR*SE*USD", "CUR*ZZ*CNY", "REF*CR*7", "REF*CR*", "REF*PR*8*x",
     "DTM*002*20260201", "DTM*010*2026", "N1*BY*Lanmei*92*77", "N1*VN*  *92*8", ">N4*Hamburg**20095*DE", ">N3*Road*1", "N9*AH*x", ">MSG*y"]
)  # fmt: skip
LINE = st.sampled_from(
    ["PO1*1*5*EA*9.25**UP*111*VN*222*ZZ*333", "PO1*1*05*EA*9,25*XX*VN*1*VP*2", "PO1*2**EA**TE*BP* *IN*7", "PO1* 3 *1*C8*.5**A:B*1*UP*2:3",
     ">PID*F*08***Pump", ">PID*F****Red ", ">PID*F:G*08***Odd", ">PID*X*08", ">DTM*002*20260201", ">DTM*010*x", ">DTM*017*20260201",
     ">N1*ST*Depot", ">>N4*Oslo", ">REF*CT*", ">SCH*5*EA", "CTT*2*9", ">AMT*TT*100", ">AMT*1*1,5"]
)  # fmt: skip
MESSAGES = st.builds(lambda head, body: ["BEG*00*SA*1", *head, *body], st.lists(HEADER, max_size=8), st.lists(LINE, max_size=12))
ASSUMED = st.sampled_from([None, Assume(currency="EUR", unit="EA")])


def careful(map_: CompiledMap, paths) -> CompiledMap:
    """The same map without the short cuts: every value goes to the function that knows all there is to know, and groups stay groups."""
    return map_.watched(paths, lambda _unit, use: use)


def told(map_: CompiledMap, format_, root, assume):
    """All that reading gives, with the marks that it leaves. Groups that are read with the rules around them tell earlier what they found."""
    result = map_.read(root, assume)
    hints = {entry["path"]: entry["value"] for entry in result.document.pop("unmapped", ())}
    findings = sorted((one.rule, one.where.segment, one.where.element or 0, one.pointer, one.params["value"]) for one in result.findings)
    assumed = sorted(one.pointer for one in result.assumptions)
    return result.document, hints, findings, assumed, [leaf.path for leaf in format_.untaken(root)]


def deep(texts: list[str]) -> list[str]:
    """The same without children that have no parent."""
    found: list[str] = []
    for text in texts:
        above = found[-1] if found else ""
        missing = len(text) - len(text.lstrip(">")) - (len(above) - len(above.lstrip(">")) + 1)
        found.append(text[missing:] if missing > 0 else text)
    return found


@given(MESSAGES, ASSUMED)
def test_short_cuts_read_segments_like_the_careful_functions(texts, assume):
    root = tree(*deep(texts))

    assert told(ORDER, X12, copy.deepcopy(root), assume) == told(careful(ORDER, X12.paths), X12, copy.deepcopy(root), assume)


@settings(max_examples=30)
@given(documents(CANCELLATION), st.randoms(use_true_random=False), ASSUMED)
def test_short_cuts_read_elements_like_the_careful_functions(document, random, assume):
    root, _ = written(UBL, CANCELLATION, document)
    for node in list(root.below()):
        if node.children and random.random() < 0.2:
            node.children.insert(random.randrange(len(node.children)), copy.deepcopy(random.choice(node.children)))
        if node.text and random.random() < 0.2:
            node.text = random.choice([f" {node.text}", f"{node.text}\n", "  ", "", "x"])
        if node.attributes and random.random() < 0.2:
            node.attributes = {name: random.choice(["", " ", "x "]) for name in node.attributes}

    assert told(CANCELLATION, UBL, copy.deepcopy(root), assume) == told(careful(CANCELLATION, UBL.paths), UBL, copy.deepcopy(root), assume)


def test_a_way_that_ends_early_has_nothing_behind_it():
    order = compile_map(library.load("ubl", "Order"), UBL.paths)
    root = Node("Order")
    root.children = [Node("cac:OrderLine"), Node("cac:OrderLine"), Node("cac:Delivery")]
    root.children[0].children = [Node("cac:LineItem"), Node("cac:LineItem")]
    party = root.children[0].children[1]
    for tag in ("cac:Delivery", "cac:DeliveryParty", "cac:PartyName", "cbc:Name"):
        party.children = [Node(tag)]
        party = party.children[0]
    party.text = "Depot"

    assert order.read(root).document["orderLine"] == [{"deliveryParty": {"partyName": "Depot"}}]


def test_a_failure_shows_the_rule():
    def fails(unit: Unit, use):
        def function(*_arguments):
            raise ZeroDivisionError

        return function if unit.rule.path == "contract.id" else use

    map_ = compiled("rules: {id: BEG.03, contract: {at: REF, rules: {id: .02}}, orderLine: {each: PO1, rules: {contract.id: .02}}}")
    try:
        map_.watched(SEGMENTS, fails).read(tree("PO1*1*5"))
    except ZeroDivisionError:
        text = traceback.format_exc()

    assert 'File "x12/850: orderLine", line ' in text
    assert "in read_orderLine" in text
    assert "use" in text


INTRUDERS = [
    'rules: {issueDate: "BEG.05 | date(%Y%m%d\\n        raise SystemExit)"}',
    'rules: {id: "REF[01=C\\n    raise SystemExit].02"}',
    "rules: {id: \"REF[01='x'; raise SystemExit #].02\"}",
    'rules: {"reference[typeCode=C\\n    raise SystemExit].id": BEG.03}',
    'rules: {orderLine: {each: "PO1[01=1\\n    raise SystemExit]", rules: {id: .01}}}',
    'rules: {id: "=x\\n    raise SystemExit"}',
]


@pytest.mark.parametrize("rules", INTRUDERS)
def test_the_text_of_a_rule_is_never_a_statement(rules):
    result = read(compiled(rules), "BEG*00*SA*4711**20260131", "REF*CT*7", "PO1*1*5")

    assert isinstance(result.document, dict)
