"""UBL as a format: what is recognised, what a message says of itself, and the promises of every format."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import Unrepresentable
from hub.formats.discover import recognise, sniff
from hub.formats.ubl import FORMAT
from hub.formats.ubl.tree import Node
from hub.testing import formats as kit
from tests.formats.ubl.documents import document, order

SBDH = (
    '<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">'
    "<StandardBusinessDocumentHeader/>{}</StandardBusinessDocument>"
)
PREFIXED = order().replace("cbc:", "b:").replace(":cbc", ":b").replace("cac:", "ns7:").replace(":cac", ":ns7")
EXTENDED = order(
    1,
).replace(
    "<cbc:CustomizationID>",
    '<ext:UBLExtensions xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"><ext:UBLExtension>'
    '<ext:ExtensionContent><x:Terms xmlns:x="urn:x">keep <x:b>this</x:b> as it is</x:Terms></ext:ExtensionContent></ext:UBLExtension>'
    "</ext:UBLExtensions><cbc:CustomizationID>",
)
SAMPLES = [order(), order(20), PREFIXED, EXTENDED, order(head="<cbc:Note/>"), order(head="<cbc:Note languageID='zh'>急</cbc:Note>")]

SNIFFED = [
    (order().encode(), True),
    (b"\xef\xbb\xbf" + order().encode(), True),
    (order().encode("utf-16"), True),
    (PREFIXED.encode(), True),
    (document("Catalogue", "").encode(), True),
    (SBDH.format(order(0).partition("?>")[2]).encode(), True),
    (b"<a/>", False),
    (b'<Order xmlns="urn:other"/>', False),
    (b"{}", False),
    (b"", False),
]


@pytest.mark.parametrize("data, ours", SNIFFED)
def test_documents_are_recognised_by_the_namespace_of_their_root(data, ours):
    assert FORMAT.sniff(data) is ours
    assert (sniff(data) is FORMAT) is ours


def test_a_message_says_what_it_is():
    (message,) = kit.messages(FORMAT, order().encode())

    assert (message.name, message.version, message.grammar, message.supported) == ("ubl/Order", "urn:example:orders", "2.5", True)
    assert message.findings == []


def test_a_type_without_a_schema_is_named():
    (message,) = kit.messages(FORMAT, document("Catalogue", "").encode())

    assert (message.type, message.supported, [one.rule for one in message.findings]) == ("Catalogue", False, ["UBL-020"])


def test_an_old_namespace_is_named():
    (message,) = kit.messages(FORMAT, order().replace("Order-2", "Order-1.0").encode())

    assert (message.type, message.supported, [one.rule for one in message.findings]) == ("Order", False, ["UBL-020"])


OTHERS = [
    (SBDH.format(order(0).partition("?>")[2]), "UBL-016", "Order"),
    (order() + order(), "UBL-015", None),
    ("<a/>", "UBL-017", None),
]


@pytest.mark.parametrize("text, rule, held", OTHERS)
def test_what_is_no_single_document_is_called_what_it_is(text, rule, held):
    end = kit.read(FORMAT, text.encode())[-1]

    assert [one.rule for one in end.interchange.findings] == [rule]
    assert held is None or end.interchange.findings[0].params["held"] == held


def test_every_promise_of_a_format():
    kit.check_format(FORMAT, [text.encode() for text in SAMPLES])


def test_the_prefixes_of_the_sender_do_not_matter():
    def tell(text):
        return kit.content(FORMAT, kit.messages(FORMAT, text.encode())[0])

    assert tell(PREFIXED) == tell(order())


def test_an_extension_is_one_leaf_and_comes_back_as_it_was():
    (message,) = kit.messages(FORMAT, EXTENDED.encode())
    held = dict(kit.content(FORMAT, message))

    assert message.findings == []
    assert b"keep <x:b>this</x:b> as it is" in FORMAT.write([("Order", message.tree)], None)
    assert "keep <x:b>this</x:b>" in held["ext:UBLExtensions[1]/ext:UBLExtension[1]/ext:ExtensionContent[1]"]


def test_empty_elements_and_descriptions_are_kept_but_not_counted():
    (message,) = kit.messages(FORMAT, order(0, head="<cbc:Note/><cbc:Note languageID='zh'>急</cbc:Note>").encode())

    details = FORMAT.arrangement(message.tree)

    assert details == [("cbc:Note[1]+", ""), ("cbc:Note[2]+/@languageID", "zh")]
    assert all(FORMAT.is_detail(*one) for one in details)
    assert FORMAT.census(message.tree) == len(FORMAT.untaken(message.tree))


def test_two_documents_do_not_fit_in_one():
    with pytest.raises(Unrepresentable):
        FORMAT.write([("Order", Node("Order")), ("Order", Node("Order"))], None)


@given(st.binary(max_size=200))
def test_no_bytes_raise(data):
    kit.check_never_raises(FORMAT, data)
    FORMAT.sniff(data)


WHOLE = order(2).encode()


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 30), st.binary(max_size=6)), min_size=1, max_size=4))
def test_no_damage_to_a_document_raises(cuts):
    data = WHOLE
    for at, count, instead in cuts:
        data = data[:at] + instead + data[at + count :]
    kit.check_never_raises(FORMAT, data)
    kit.check_locations(FORMAT, data)
    kit.check_census(FORMAT, data)
    kit.check_residue(FORMAT, data)


def test_the_field_name_of_other_xml_stays():
    assert recognise(b"<cXML/>") == "XML (cXML)"
