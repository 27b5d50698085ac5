import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.segments import Segment
from hub.formats.segments.leaves import untaken
from hub.formats.segments.order import arrangement
from hub.formats.segments.restoring import restore
from hub.formats.segments.structure import ordered
from hub.formats.x12.dictionary import is_qualified
from hub.formats.x12.structure import structure
from tests.formats.x12.parcels import messages, parcel

BEG = "BEG*00*SA*4711**20260801"


def tree(*texts: str) -> Segment:
    """A tree of segments one below the other by leading dots."""
    root = Segment("ST", ["ST", "850"])
    way = [root]
    for text in texts:
        depth = len(text) - len(text.lstrip("."))
        fields = text.lstrip(".").split("*")
        segment = Segment(fields[0], [field.split(">") if ">" in field else field for field in fields])
        del way[depth + 1 :]
        way[depth].children.append(segment)
        way.append(segment)
    return root


def lines(segment: Segment, depth: int = 0) -> list[str]:
    found = []
    for child in segment.children:
        fields = [">".join(field) if isinstance(field, list) else field for field in child.fields]
        found += ["." * depth + "*".join(fields), *lines(child, depth + 1)]
    return found


@pytest.mark.parametrize(
    ("name", "written", "residue", "expected", "unfit"),
    [
        ("an element", ["N4*LYON"], [("N4[1].03", "69001")], ["N4*LYON**69001"], []),
        ("a component", ["REF*DP*1"], [("REF[1].04.02", "12")], ["REF*DP*1**>12"], []),
        ("beside a component", ["REF*DP*1**AB"], [("REF[1].04.02", "12")], ["REF*DP*1**AB>12"], []),
        ("a segment", ["N1*BY*A"], [("REF[1].01", "DP"), ("REF[1].02", "1")], ["N1*BY*A", "REF*DP*1"], []),
        ("below a segment", ["N1*BY*A"], [("N1[1]/N4[1].01", "LYON")], ["N1*BY*A", ".N4*LYON"], []),
        ("before its sibling", ["MSG*TWO"], [("MSG[1].01", "ONE")], ["MSG*ONE", "MSG*TWO"], []),
        ("after its sibling", ["MSG*ONE"], [("MSG[2].01", "TWO")], ["MSG*ONE", "MSG*TWO"], []),
        ("the order", ["N1*BY*A", "N1*ST*B"], [("N1/*order", "ST BY")], ["N1*ST*B", "N1*BY*A"], []),
        (
            "into the order",
            ["N1*BY*A", "N1*ST*B"],
            [("N1/*order", "ST Z7 BY"), ("N1[2].01", "Z7"), ("N1[2].02", "C"), ("N1[1]/N4[1].01", "LYON")],
            ["N1*ST*B", ".N4*LYON", "N1*Z7*C", "N1*BY*A"],
            [],
        ),
        ("an order of others", ["N1*BY*A", "N1*XX*B"], [("N1/*order", "ST BY")], ["N1*BY*A", "N1*XX*B"], []),
        ("no parent", ["N1*BY*A"], [("N1[2]/N4[1].01", "LYON")], ["N1*BY*A"], ["N1[2]/N4[1].01"]),
        (
            "no path",
            ["N1*BY*A"],
            [("N1.01", "X"), ("N1[0].01", "X"), ("", "X"), ("a/*order/b", "X")],
            ["N1*BY*A"],
            ["N1.01", "N1[0].01", "", "a/*order/b"],
        ),
        ("element 00", ["N1*BY*A"], [("N1[1].00", "X")], ["N1*BY*A"], ["N1[1].00"]),
        ("written by the map already", ["CUR*BY*USD"], [("CUR[1].02", "USD")], ["CUR*BY*USD"], []),
    ],
)
def test_residue_goes_back_to_its_place(name, written, residue, expected, unfit):
    root = tree(*written)
    assert restore(root, residue) == unfit
    assert sorted(lines(root)) == sorted(expected) if "no" in name else lines(root) == expected


def test_a_value_that_the_map_wrote_is_never_overwritten():
    root = tree("N1*BY*A", "N1*ST*B")
    restore(root, [("N1/*order", "BY ST"), ("N1[1].02", "OLD")])
    assert "N1*BY*A" in lines(root)


def normalised(parent: Segment, slot) -> list[str]:
    for segment in [parent]:
        segment.children = ordered(segment.children, slot)
    for child in parent.children:
        normalised(child, slot.by_tag.get(child.tag) if slot else None)
    return lines(parent)


SAMPLES = [
    (
        "REF*DP*1",
        "REF*PS*R",
        "DTM*002*20260801",
        "N1*ST*A",
        "N3*S",
        "N4*LYON*FR",
        "N1*BY*B",
        "N4*PARIS",
        "PO1*1*3*EA",
        "PID*F****X",
        "PO1*2*4*EA",
        "REF*ADD*U",
    ),
    (
        "N9*L1*A",
        "MSG*ONE",
        "MSG*TWO",
        "N1*BT*A",
        "N1*BY*B",
        "REF*DP*9",
        "N1*ST*C",
        "PO1*1*3*EA",
        "DTM*010*20260801",
        "DTM*002*20260801",
        "CTT*1",
        "AMT*TT*9",
    ),
]


@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False))
def test_what_a_map_leaves_comes_back_however_it_orders_the_rest(body, random):
    """A map takes some segments wholly, some but for an element, some not at all, and writes parties in an order of its own."""
    source = messages(parcel(BEG, *body))[0].tree
    wanted = lines(source)
    root = Segment("ST", ["ST", "850"])
    _written(source, root, random)
    assert restore(root, [*((leaf.path, leaf.value) for leaf in untaken(source)), *arrangement(source, is_qualified)]) == []
    assert normalised(root, structure("850", "004010").root) == wanted


def _written(source: Segment, target: Segment, random) -> None:
    for child in source.children:
        if not child.children and child.tag not in {"PO1", "MSG"} and random.random() < 0.3:
            continue
        made = Segment(child.tag, list(child.fields))
        child.taken = (1 << len(child.fields)) - 1
        if len(made.fields) > 2 and random.random() < 0.3:
            child.taken &= ~(1 << (len(made.fields) - 1))
            made.fields.pop()
        _written(child, made, random)
        target.children.append(made)
    if random.random() < 0.7:
        target.children.sort(key=lambda child: (child.tag, str(child.fields[1]) if child.tag in {"N1", "REF", "DTM"} else ""))
