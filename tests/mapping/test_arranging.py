"""The order of siblings, told without writing everything: the same as if everything had been written."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.formats.base import MessageRead, Reading
from hub.formats.x12 import FORMAT
from hub.mapping import library
from hub.mapping.arranging import MOST, way_of
from hub.mapping.compile import CompiledMap, compile_map
from hub.mapping.coverage import residue
from tests.formats.x12.parcels import GS, messages, parcel
from tests.mapping.trees import compiled, tree

PARTY = st.builds(
    lambda role, name, more: [f"N1*{role}*{name}", *more],
    st.sampled_from(["BY", "SE", "ST", "BT", "VN", "Z7", "", "SU"]),
    st.sampled_from(["", "A", "A*92*9", " "]),
    st.lists(
        st.sampled_from(["N2*X", "N3*S*T", "N4*C*CA*1*US", "REF*DP*1", "REF*IA*2", "PER*BD*P*TE*1", "PER*OC**FX*2", "PER"]), max_size=4
    ),
)
PLAIN = st.sampled_from(
    [
        "CUR*BY*USD", "CUR*SE*EUR", "REF*CR*1", "REF*PR*2", "REF*CT*3", "REF*DP", "REF*  *4", "PER*BD*X*TE*1", "PER*OC*Y",
        "SAC*A*C310***100", "SAC*C*D240***9", "SAC*N", "DTM*002*20260101", "DTM*010*20260102", "DTM*007*x", "DTM*061*20260103", "DTM*002",
        "ITD*01*3*2", "ITD*05*1", "TD5**2*UPS", "TD5*B*2*X", "TXI*GS*5", "TXI*ST*6", "PKG*F", "PKG*S**2", "FOB*CC", "FOB*PP", "TAX*1",
    ]
)  # fmt: skip
NOTE = st.sampled_from([["N9*L1*A", "MSG*ONE", "MSG*TWO"], ["N9*ZZ*B"], ["N9*  "]])
LINE = st.builds(
    lambda at, rest: [f"PO1*{at}*1*EA*2**UP*3*VN*4", *[segment for group in rest for segment in group]],
    st.integers(1, 3),
    st.lists(st.one_of(PLAIN.map(lambda one: [one]), NOTE, PARTY), max_size=5),
)
BODY = st.builds(
    lambda head, notes, parties, lines, end: [one for group in (head, *notes, *parties, *lines, end) for one in group],
    st.lists(PLAIN, max_size=8),
    st.lists(NOTE, max_size=2),
    st.lists(PARTY, max_size=4),
    st.lists(LINE, min_size=1, max_size=3),
    st.sampled_from([[], ["CTT*1"], ["CTT*1", "AMT*TT*5", "AMT*1*4"], ["AMT*1*4", "AMT*TT*5"]]),
)


@cache
def packaged(message_type: str) -> CompiledMap:
    return compile_map(library.load("x12", message_type), FORMAT.paths)


def trial_write(source, map_, document):
    """What is left when everything is written to see how it would be arranged."""
    written = FORMAT.new_tree(map_.format.partition("/")[2])
    map_.write(document, written)
    kept = set(FORMAT.arrangement(written))
    left = [(leaf.path, leaf.value) for leaf in FORMAT.untaken(source)]
    left += [entry for entry in FORMAT.arrangement(source) if entry not in kept]
    return [{"path": path, "value": value} for path, value in left]


def assert_the_same(source, map_):
    document = map_.read(source).document
    assert residue(FORMAT, source, map_, document) == trial_write(source, map_, document)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(BODY)
def test_an_order_is_told_as_if_everything_had_been_written(body):
    (message,) = messages(parcel("BEG*00*SA*1**20260801", *body))
    assert_the_same(message.tree, packaged("850"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(BODY)
def test_so_is_a_response(body):
    group = GS.replace("PO", "PR", 1)
    (message,) = messages(parcel("BAK*00*AD*1*20260801", *body, "ACK*IA*1*EA", kind="855", group=group))
    assert_the_same(message.tree, packaged("855"))


def test_so_is_every_message_of_the_corpus(corpus):
    count = 0
    for path in sorted((corpus / "edi" / "x12").glob("85[05]/*")):
        for event in FORMAT.read([path.read_bytes()], Reading()):
            if isinstance(event, MessageRead) and event.message.supported:
                assert_the_same(event.message.tree, packaged(event.message.type))
                count += 1
    assert count > 10


@pytest.mark.parametrize(
    ("rules", "texts"),
    [
        ("{c: 'X1.01 | amount(currency=N1[01=BY].02)', st: 'N1[01=ST].02'}", ["X1*5", "N1*ST*B", "N1*BY*A"]),
        ("{l: {each: PO1, rules: {a: '.01 | amount(currency=CUR[01=BY].02)'}}, c: 'CUR[01=SE].02'}", ["CUR*SE*E", "CUR*BY*U", "PO1*1"]),
        ("{a: 'REF[01=A].02', l: {each: 'REF[*]', rules: {t: .01, v: .02}}}", ["REF*B*1", "REF*A*2", "REF*C*3", "REF*A*4"]),
        ("{l: [{each: 'REF[01=A|B]', rules: {t: =x, v: .02}}, {each: 'REF[01=C]', rules: {t: =y, v: .02}}]}", ["REF*C*1", "REF*A*2"]),
        ("{a: 'N1[01=BY]/N4.01', p: {at: 'N1[01=ST]', rules: {n: .02}}}", ["N1*ST*B", "N1*BY*A", ">N4*X"]),
        ("{p: {at: 'N1[01=ST]', needs: n, rules: {n: .02, r: 'REF[01=Z].02', s: 'REF[01=DP].02'}}}", ["N1*ST*B", ">REF*DP*1", ">REF*Z*1"]),
        ("{v: {each: 'REF.{02..03}', value: .}, w: 'REF[01=A].04'}", ["REF*B*1*2", "REF*A*3**4"]),
    ],
)  # fmt: skip
def test_so_are_small_maps(rules, texts):
    map_ = compiled("rules: " + rules + "\nwrite_only: {CTT.01: count(l)}")
    assert_the_same(tree(*texts), map_)


def test_a_neighbour_of_the_message_and_many_ways_need_everything_written():
    map_ = packaged("850")
    ways = [("N1",), ("REF",), ("PO1", "DTM"), ("PO1", "N1")]

    assert set(map_._arranging.writers(set(ways[:MOST]))) == set(ways[:MOST])
    assert map_._arranging.writers(set(ways)) is None
    assert map_._arranging.writers({("CUR",)}) is None
    assert map_._arranging.writers({("CTT", "AMT")}) is None
    assert way_of("PO1[2]/DTM/*order") == ("PO1", "DTM")


def test_what_does_not_bear_on_the_order_is_not_written():
    document = packaged("850").read(tree("BEG*00*SA*1", "N1*ST*A", ">N3*X", "N1*BY*B", "PO1*1*5*EA")).document
    made = FORMAT.new_tree("850")
    ((way, written),) = packaged("850").siblings(document, ["N1/*order"], lambda: made)

    assert (way, [child.fields[1] for child in written.children], written.children[0].children) == (("N1",), ["BY", "ST"], [])
