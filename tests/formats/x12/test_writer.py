import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.formats.base import Address, Envelope, MessageRead, Reading, Unrepresentable
from hub.formats.segments import Segment
from hub.formats.segments.dictionary import Element
from hub.formats.segments.structure import Slot, ordered
from hub.formats.x12.dictionary import dictionary
from hub.formats.x12.reader import read
from hub.formats.x12.structure import SETS, structure
from hub.formats.x12.writer import write
from tests.formats.x12.parcels import events, found, messages

ENVELOPE = Envelope(Address("ZZ", "SENDER"), Address("01", "RECEIVER"), 17, datetime(2026, 8, 1, 12, 0, tzinfo=UTC))


def segment(text: str, *children: Segment) -> Segment:
    fields = text.split("*")
    made = Segment(fields[0], [*fields])
    made.children = list(children)
    return made


def order(*children: Segment) -> Segment:
    return segment("ST*850", *(children or (segment("BEG*00*SA*4711**20260801"), segment("PO1*1*3*EA"))))


def test_an_interchange_is_written_whole():
    assert write([("850", order())], ENVELOPE).decode() == (
        "ISA*00*          *00*          *ZZ*SENDER         *01*RECEIVER       *260801*1200*U*00401*000000017*0*P*>~"
        "GS*PO*SENDER*RECEIVER*20260801*1200*17*X*004010~"
        "ST*850*0001~BEG*00*SA*4711**20260801~PO1*1*3*EA~SE*4*0001~"
        "GE*1*17~IEA*1*000000017~"
    )


@pytest.mark.parametrize(
    ("options", "start"),
    [
        ({"version": "005010"}, "*260801*1200*^*00501*000000017*0*P*>~"),
        ({"version": "00501"}, "*260801*1200*^*00501*000000017*0*P*>~"),
        ({"version": "00204"}, "*260801*1200*U*00401*000000017*0*P*>~"),
        ({"version": "004010VICS"}, "*260801*1200*U*00401*000000017*0*P*>~"),
        ({"element": "|", "segment": "\n", "component": ":"}, "|260801|1200|U|00401|000000017|0|P|:\n"),
        ({"newline": "\r\n"}, "*260801*1200*U*00401*000000017*0*P*>~\r\n"),
        ({"acknowledge": "1"}, "*260801*1200*U*00401*000000017*1*P*>~"),
    ],
)
def test_the_agreement_chooses_delimiters_and_version(options, start):
    written = write([("850", order())], replace(ENVELOPE, options=options))
    assert written[69 : 69 + len(start)].decode() == start
    assert [rule for rule in found(written) if rule != "X12-207"] == []


def test_isa_always_has_106_bytes():
    written = write([("850", order())], replace(ENVELOPE, sender=Address("ZZ", "A"), receiver=Address("", "B" * 15), test=True))
    assert written.index(b"GS*") == 106
    assert written[102:103] == b"T"


def test_sets_are_grouped_and_numbered():
    response = segment("ST*855", segment("BAK*00*AC*1*20260801"))
    written = write([("850", order()), ("850", order()), ("855", response)], ENVELOPE).decode()
    assert re.findall(r"GS\*(\w+)|ST\*(\d+\*\d+)|GE\*(\d+\*\d+)|IEA\*(\d+)", written) == [
        ("PO", "", "", ""),
        ("", "850*0001", "", ""),
        ("", "850*0002", "", ""),
        ("", "", "2*17", ""),
        ("PR", "", "", ""),
        ("", "855*0001", "", ""),
        ("", "", "1*18", ""),
        ("", "", "", "2"),
    ]
    assert found(written.encode()) == []


def test_without_an_envelope_the_sets_stand_alone():
    assert write([("850", order())], None) == b"ST*850*0001~BEG*00*SA*4711**20260801~PO1*1*3*EA~SE*4*0001~"


def test_children_are_put_into_the_order_of_the_grammar():
    tree = order(
        segment("CTT*1"),
        segment("PO1*1*3*EA", segment("N1*ST*B"), segment("PID*F****X"), segment("ZZZ*1")),
        segment("N1*BY*A", segment("N4*LYON"), segment("N3*S")),
        segment("BEG*00*SA*4711**20260801"),
    )
    written = write([("850", tree)], ENVELOPE).decode()
    assert [line.split("*", 1)[0] for line in written.split("~")[3:-4]] == ["BEG", "N1", "N3", "N4", "PO1", "PID", "ZZZ", "N1", "CTT"]


def test_what_the_grammar_does_not_know_stays_behind_its_neighbour():
    root = structure("850", "004010").root
    children = [segment(text) for text in ("PO1*1", "QQ1*A", "BEG*00", "QQ2*B", "QQ3*C")]
    assert [child.tag for child in ordered(children, root)] == ["BEG", "QQ2", "QQ3", "PO1", "QQ1"]


@pytest.mark.parametrize(
    ("value", "options", "character"),
    [
        ("4*711", {}, "*"),
        ("4~711", {}, "~"),
        ("4>711", {}, ">"),
        ("4\n711", {}, "\n"),
        ("4\x7f", {}, "\x7f"),
        ("订单", {}, "订"),
        ("4^711", {"version": "005010"}, "^"),
        ("€", {"charset": "gb2312"}, "€"),
    ],
)
def test_what_cannot_be_carried_is_refused_with_its_place(value, options, character):
    tree = order(segment("BEG*00*SA*x**20260801"), segment("PO1*1*3*EA"), segment("PO1*2*3*EA"))
    tree.children[2].fields[1] = value
    with pytest.raises(Unrepresentable) as refused:
        write([("850", tree)], replace(ENVELOPE, options=options))
    assert (refused.value.path, refused.value.character) == ("PO1[2].01", character)


@pytest.mark.parametrize(("value", "options"), [("订单", {"charset": "gb18030"}), ("订单", {"charset": "utf-8"}), ("4^711", {}), ("é", {})])
def test_what_can_be_carried_is(value, options):
    tree = order(segment("BEG*00*SA*x**20260801"), segment("PO1*1*3*EA"))
    tree.children[0].fields[3] = value
    written = write([("850", tree)], replace(ENVELOPE, options=options))
    reading = Reading(charset=options.get("charset", "latin-1"))
    assert messages(written, reading)[0].tree.children[0].fields[3] == value


@pytest.mark.parametrize("options", [{"element": "~"}, {"component": ""}, {"segment": "ab"}, {"element": "A"}])
def test_delimiters_that_cannot_work_are_refused(options):
    if options == {"component": ""}:
        assert write([("850", order())], replace(ENVELOPE, options=options))
        return
    with pytest.raises(Unrepresentable):
        write([("850", order())], replace(ENVELOPE, options=options))


def test_identifiers_that_do_not_fit_isa_are_refused():
    with pytest.raises(Unrepresentable):
        write([("850", order())], replace(ENVELOPE, sender=Address("ZZ", "A" * 16)))


def test_composites_and_trailing_emptiness():
    reference = segment("REF*DP*1")
    reference.fields += ["", ["AB", "12", "", ""], ""]
    tree = order(segment("BEG*00*SA*4711**20260801"), reference, segment("PO1*1*3*EA***"))
    assert b"REF*DP*1**AB>12~PO1*1*3*EA~" in write([("850", tree)], ENVELOPE)


# read(write(tree)) == tree, for every set and release

# The levels of a ship notice are numbered anew by the writer: `test_hierarchy.py` has their laws.
FLAT = [kind for kind in SETS if kind != "856"]
# What a drawn segment may well lack: composites, which are not drawn, and what relational rules ask for.
UNMEANT = {"X12-501", "X12-502", "X12-510", "X12-511"}
TEXT = st.text(alphabet="ABCxyz 019.,-", min_size=1, max_size=8).map(str.strip).filter(bool)


def value_of(element: Element) -> st.SearchStrategy[str]:
    if element.codes:
        return st.sampled_from(sorted(element.codes))
    fixed = {"DT": "20260801", "TM": "1200"}
    if element.type in fixed:
        return st.just(fixed[element.type])
    if element.type[0] in "NR":
        return st.integers(10 ** (element.minimum - 1), 10 ** min(element.maximum, 6) - 1).map(str)
    return TEXT.map(lambda text: (text * 4)[: element.maximum].strip().ljust(element.minimum, "X"))


@st.composite
def segments(draw, slot: Slot, release: str, depth: int = 1) -> Segment:
    uses = dictionary(release).segments[slot.tag].uses
    made = Segment(slot.tag)
    for use in uses:
        simple = isinstance(use.element, Element)
        filled = simple and (use.usage == "M" or draw(st.booleans()))
        made.fields.append(draw(value_of(use.element)) if filled else "")
    if not any(made.fields[1:]):
        made.fields[1] = draw(value_of(uses[0].element))
    while not made.fields[-1]:
        made.fields.pop()
    # One level in width, the next ones in depth only: a tree that branches everywhere is larger than anybody waits for.
    chosen = draw(st.lists(st.sampled_from(slot.inner), max_size=3 if depth == 1 else 1)) if slot.inner else []
    for inner in sorted({*chosen, *slot.required}, key=lambda one: one.order):
        times = draw(st.integers(1, min(2, inner.maximum))) if depth == 1 else 1
        made.children += [draw(segments(inner, release, depth + 1)) for _ in range(times)]
    return made


def plain(tree: Segment) -> list:
    return [(child.fields, plain(child)) for child in tree.children]


@settings(max_examples=30)
@given(st.data())
def test_what_is_written_is_read_again(data):
    kind, release = data.draw(st.sampled_from(FLAT)), data.draw(st.sampled_from(["004010", "005010"]))
    root = structure(kind, release).root
    tree = Segment("ST", ["ST", kind])
    chosen = data.draw(st.lists(st.sampled_from(root.inner), max_size=4))
    for slot in sorted({*chosen, *root.required}, key=lambda one: one.order):
        tree.children.append(data.draw(segments(slot, release)))
    written = write([(kind, tree)], replace(ENVELOPE, options={"version": release}))
    (again,) = [event.message for event in read([written], Reading()) if isinstance(event, MessageRead)]
    assert plain(again.tree) == plain(tree)
    assert [finding.rule for finding in again.findings if finding.rule not in UNMEANT] == []
    assert len(events(written)) == 5
