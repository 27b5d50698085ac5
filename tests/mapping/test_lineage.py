"""Every leaf of a document says which rule filled it, and where from; looking on changes nothing."""

from __future__ import annotations

from hub.formats.base import MessageRead, Reading
from hub.formats.x12 import FORMAT
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.mapping.lineage import leaves, lineage
from hub.model.config import Assume

HEAD = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260801*0930*U*00401*000000001*0*P*>~GS*PO*A*B*20260801*0930*1*X*004010~"
BODY = "ST*850*0001~BEG*00*SA*4711**20070102~N1*BY*Lanmei*92*77~N3*Street 1*Floor 2~PO1*1*5*EA*9.9**UP*123~PID*F****Red fabric~CTT*1*9~SE*7*0001~"
COMPILED = compile_map(library.load("x12", "850"), FORMAT.paths)


def tree():
    events = FORMAT.read([(HEAD + BODY + "GE*1*1~IEA*1*000000001~").encode()], Reading())
    return next(event.message.tree for event in events if isinstance(event, MessageRead))


def test_a_leaf_names_its_rule_its_place_and_what_stood_there():
    links = {link.pointer: link for link in lineage(COMPILED, FORMAT.paths, tree()).links}
    number = links["/id"]

    assert (number.value, number.raw, number.rule.path, number.where.segment, number.where.element) == ("4711", "4711", "id", "BEG", 3)
    assert number.rule.origin.file == "maps/x12/850.yaml"
    assert links["/issueDate"].raw == "20070102"
    assert links["/buyerCustomerParty/postalAddress/streetName"].where.segment == "N3"


def test_the_second_value_of_a_rule_stands_at_its_own_place():
    links = {link.pointer: link for link in lineage(COMPILED, FORMAT.paths, tree()).links}
    value, unit = links["/orderLine/0/quantity/value"], links["/orderLine/0/quantity/unitCode"]

    assert (value.where.element, unit.where.element) == (2, 3)
    assert (value.raw, unit.raw) == ("5", "EA")
    assert value.rule is unit.rule


def test_every_leaf_of_the_document_is_linked_or_assumed():
    told = lineage(COMPILED, FORMAT.paths, tree(), Assume(currency="CNY"))
    linked, assumed = {link.pointer for link in told.links}, {one.pointer for one in told.assumptions}

    assert linked | assumed == {pointer for pointer, _ in leaves(told.read.document)}
    assert "/documentCurrencyCode" in assumed


def test_looking_on_changes_nothing():
    one, other = tree(), tree()
    read = COMPILED.read(one)
    watched = lineage(COMPILED, FORMAT.paths, other).read

    assert watched.document == read.document
    assert [leaf.path for leaf in FORMAT.untaken(other)] == [leaf.path for leaf in FORMAT.untaken(one)]
