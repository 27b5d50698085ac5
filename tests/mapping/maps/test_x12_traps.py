"""What real orders do to a map: each case is a few segments, and what the document must say for them.

Every case is also written back, and must come back equal.
"""

from __future__ import annotations

from functools import cache

import pytest

from hub.formats.base import MessageRead, Reading
from hub.formats.x12 import FORMAT
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.mapping.coverage import restore, with_residue
from hub.model.config import Assume
from hub.model.documents.registry import validate

HEAD = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260801*0930*U*00401*000000001*0*P*>~GS*PO*A*B*20260801*0930*1*X*004010~"


@cache
def compiled(message_type):
    return compile_map(library.load("x12", message_type), FORMAT.paths)


def message(body, message_type="850"):
    segments = [part for part in body.split("~") if part]
    text = f"{HEAD}ST*{message_type}*0001~{'~'.join(segments)}~SE*{len(segments) + 2}*0001~GE*1*1~IEA*1*000000001~"
    (read,) = (event.message for event in FORMAT.read([text.encode("latin-1")], Reading()) if isinstance(event, MessageRead))
    return read


def order(body, assume=None):
    return compiled("850").read(message("BEG*00*SA*4711**20260801~" + body).tree, assume)


def line(body):
    return order(body).document["orderLine"][0]


CASES = [
    ("PO1**5*CA*23.52~", {"quantity": {"value": "5", "unitCode": "XCS"}, "price": {"priceAmount": {"value": "23.52"}}}),
    ("PO1*1*5~", {"id": "1", "quantity": {"value": "5"}}),
    ("PO1*1*.5*LB*1.~", {"id": "1", "quantity": {"value": "0.5", "unitCode": "LBR"}, "price": {"priceAmount": {"value": "1"}}}),
    ("PO1*1*5*QQ~", {"id": "1", "quantity": {"value": "5", "unitCode": "x12:QQ"}}),
    (
        "PO1*1*5*EA*9.25*TE*CB*065322-117*PR*RO*VN*AB3542~",
        {
            "id": "1",
            "quantity": {"value": "5", "unitCode": "EA"},
            "price": {"priceAmount": {"value": "9.25"}, "priceTypeCode": "x12:TE"},
            "item": {
                "sellersItemIdentification": {"value": "AB3542", "schemeID": "VN"},
                "additionalItemIdentification": [{"schemeID": "x12:CB", "value": "065322-117"}, {"schemeID": "x12:PR", "value": "RO"}],
            },
        },
    ),
    (
        "PO1*1*5*EA***BP*A*VP*B*VN*C*UP*036000291452~",
        {
            "id": "1",
            "quantity": {"value": "5", "unitCode": "EA"},
            "item": {
                "buyersItemIdentification": {"value": "A", "schemeID": "BP"},
                "sellersItemIdentification": {"value": "B", "schemeID": "VP"},
                "standardItemIdentification": {"value": "036000291452", "schemeID": "UP"},
                "additionalItemIdentification": [{"schemeID": "VN", "value": "C"}],
            },
        },
    ),
    ("PO1*1*5~IT8*******B0~", {"id": "1", "quantity": {"value": "5"}, "substitutionCode": "x12:B0"}),
    (
        "PO1*1*25*EA~SCH*25*EA***106*20170615~",
        {
            "id": "1",
            "quantity": {"value": "25", "unitCode": "EA"},
            "deliverySchedule": [{"quantity": {"value": "25", "unitCode": "EA"}, "date": {"typeCode": "x12:106", "date": "2017-06-15"}}],
        },
    ),
    (
        'PO1*1*5~PID*F****A "quoted" widget~',
        {"id": "1", "quantity": {"value": "5"}, "item": {"description": [{"value": 'A "quoted" widget'}]}},
    ),
    (
        "PO1*1*5~PID*F*08***Widget~PID*F****Blue~",
        {"id": "1", "quantity": {"value": "5"}, "item": {"name": "Widget", "description": [{"value": "Blue"}]}},
    ),
    ("PO1*1*5~PID*F*08*VI*12345~", {"id": "1", "quantity": {"value": "5"}}),
    (
        "PO1*1*5~SAC*C*D240***1250~",
        {
            "id": "1",
            "quantity": {"value": "5"},
            "allowanceCharge": [{"chargeIndicator": True, "allowanceChargeReasonCode": "x12:D240", "amount": {"value": "12.50"}}],
        },
    ),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_a_line_says_what_the_document_says(body, expected):
    assert line(body) == expected


HEADERS = [
    ("N1*BY**92*1500~", "buyerCustomerParty", {"partyIdentification": [{"value": "1500", "schemeID": "92"}]}),
    (
        "N1*ST*Plant*1*123456789~",
        "deliveryParty",
        {"partyName": "Plant", "partyIdentification": [{"value": "123456789", "schemeID": "0060"}]},
    ),
    ("N1*VN*Mill~", "sellerSupplierParty", {"partyName": "Mill"}),
    (
        "N1*BY*A~N3*street 1*suite 1~",
        "buyerCustomerParty",
        {"partyName": "A", "postalAddress": {"streetName": "street 1", "additionalStreetName": "suite 1"}},
    ),
    (
        "N1*BY*A~N3*street 1~N3*suite 1~",
        "buyerCustomerParty",
        {"partyName": "A", "postalAddress": {"streetName": "street 1", "addressLine": ["suite 1"]}},
    ),
    (
        "N1*BY*A~N4*Penjamo**36900*MX*RG~",
        "buyerCustomerParty",
        {
            "partyName": "A",
            "postalAddress": {"cityName": "Penjamo", "postalZone": "36900", "countryCode": "MX", "locationTypeCode": "x12:RG"},
        },
    ),
    (
        "N1*DU*RESELLER~REF*DP*DP*DEPARTMENT 100~PER*IC*Jo*TE*1*FX*2*EM*j@d.example~",
        "additionalParty",
        [
            {
                "roleCode": "x12:DU",
                "partyName": "RESELLER",
                "additionalDocumentReference": [{"documentTypeCode": "DP", "id": "DP", "documentDescription": "DEPARTMENT 100"}],
                "contact": [{"roleCode": "IC", "name": "Jo", "telephone": "1", "telefax": "2", "electronicMail": "j@d.example"}],
            }
        ],
    ),
    ("N1*ST*First~N1*ST*Second~", "additionalParty", [{"roleCode": "DP", "partyName": "Second"}]),
    (
        "PER*BD*ED*WP*1*WP*2~",
        "contact",
        [
            {
                "roleCode": "x12:BD",
                "name": "ED",
                "otherCommunication": [{"channelCode": "x12:WP", "value": "1"}, {"channelCode": "x12:WP", "value": "2"}],
            }
        ],
    ),
    (
        "FOB*DF****EXW*KL*Kansas~",
        "deliveryTerms",
        {"freightPaymentCode": "DF", "id": "EXW", "deliveryLocation": {"typeCode": "x12:KL", "description": "Kansas"}},
    ),
    (
        "ITD*14*3*2**45**46~",
        "paymentTerms",
        [
            {
                "paymentTermsTypeCode": "x12:14",
                "referenceEventCode": "5",
                "settlementDiscountPercent": "2",
                "settlementDiscountDays": "45",
                "netDueDays": "46",
            }
        ],
    ),
    (
        "ITD**TD*****20*****FOB DOCK D~",
        "paymentTerms",
        [{"referenceEventCode": "x12:TD", "netDueDays": "20", "note": [{"value": "FOB DOCK D"}]}],
    ),
    (
        "TAX*53247765*SP*CA*********9~",
        "taxRegistration",
        [{"companyID": "53247765", "jurisdictionTypeCode": "x12:SP", "jurisdictionID": "CA", "exemptionReasonCode": "x12:9"}],
    ),
    ("DTM*002*20101214~DTM*071*20110101~", "delivery", {"requestedDeliveryPeriod": {"endDate": "2010-12-14"}}),
    ("DTM*071*20110101*0930~DTM*002*20101214~", "additionalDate", [{"typeCode": "x12:071", "date": "2011-01-01", "time": "09:30"}]),
    (
        "N9*CU*SEE~MSG*one~MSG*two~",
        "annotation",
        [{"referenceTypeCode": "x12:CU", "reference": "SEE", "note": [{"value": "one"}, {"value": "two"}]}],
    ),
    ("REF*CR*532~REF*CR*533~", "customerReference", "532"),
    ("REF*CR*532~REF*CR*533~", "additionalDocumentReference", [{"documentTypeCode": "CR", "id": "533"}]),
    ("CTT*1~AMT*1*13045.94~", "anticipatedMonetaryTotal", {"lineExtensionAmount": {"value": "13045.94"}}),
    ("CTT*0~", "lineCountNumeric", "0"),
]


@pytest.mark.parametrize(("body", "name", "expected"), HEADERS)
def test_a_header_says_what_the_document_says(body, name, expected):
    assert order(body).document[name] == expected


BODIES = [
    *(body for body, _ in CASES),
    *(body for body, *_ in HEADERS),
    "CUR*SE*USD~PO1*1*1**5~CTT*2~AMT*TT*5.00~",
    "CUR*BY*USD*1.5~PO1*1*1~CUR*ST*EUR~",
]


@pytest.mark.parametrize("body", BODIES)
def test_a_message_comes_back_as_it_was(body):
    source = message("BEG*00*SA*4711**20260801~" + body)
    document = with_residue(FORMAT, source.tree, compiled("850").read(source.tree).document, compiled("850"))
    tree = FORMAT.new_tree("850")
    written = compiled("850").write(document, tree)

    assert (written.dropped, restore(FORMAT, tree, document)) == ([], [])
    assert flat(tree) >= flat(source.tree)


def flat(tree, prefix=""):
    """Every filled value below a tree with its segment, decimals by value."""
    found = set()
    for child in tree.children:
        found |= {(prefix + child.tag, number(value)) for value in child.fields[1:] if value}
        found |= flat(child, f"{prefix}{child.tag}/")
    return found


def number(value):
    return value.strip("0").rstrip(".") if "." in value and value.replace(".", "").isdigit() else value


def test_a_currency_is_never_made_up():
    assert line("PO1*1*5*EA*9.25~")["price"]["priceAmount"] == {"value": "9.25"}
    assert line("CUR*SE*USD~PO1*1*5*EA*9.25~")["price"]["priceAmount"] == {"value": "9.25", "currencyID": "USD"}


def test_a_currency_that_the_agreement_assumes_is_recorded():
    read = order("PO1*1*5*EA*9.25~", Assume(currency="USD"))

    assert read.document["orderLine"][0]["price"]["priceAmount"]["currencyID"] == "USD"
    assert ("currency", "USD", "/orderLine/0/price/priceAmount/currencyID") in {
        (one.kind, one.value, one.pointer) for one in read.assumptions
    }


def test_a_line_with_a_currency_of_its_own_is_stopped_rather_than_guessed():
    model, _ = validate("order/1", order("CUR*BY*USD~PO1*1*5*EA*9.25~CUR*ST*EUR~").document)

    assert [finding.rule for finding in model.doubts()] == ["BUS-016"]


CONFIRMATIONS = [
    ("PO1*1*10*EA~ACK*IA*6*EA*068*20260901~ACK*IB*4*EA~", [("accepted", "6"), ("backordered", "4")]),
    ("PO1*1*10*EA~ACK*IR*10*EA~", [("rejected", "10")]),
    ("PO1*1*10*EA~ACK*R2*10*EA~", [("x12:R2", "10")]),
    ("PO1*1*10*EA~ACK*IP*10*EA~", [("changed", "10")]),
]


@pytest.mark.parametrize(("body", "expected"), CONFIRMATIONS)
def test_a_line_is_confirmed_in_parts(body, expected):
    source = message("BAK*00*AC*4711*20260801~" + body, "855")
    document = compiled("855").read(source.tree).document
    (answered,) = document["orderLine"]

    assert document["orderReference"] == {"id": "4711", "issueDate": "2026-08-01"}
    assert answered["orderLineReference"] == {"lineID": "1"}
    assert [(part["statusCode"], part["quantity"]["value"]) for part in answered["confirmation"]] == expected


@pytest.mark.parametrize(
    ("code", "meaning"), [("AC", "CA"), ("AD", "AP"), ("AT", "AP"), ("AK", "AB"), ("RD", "RE"), ("RJ", "RE"), ("ZZ", "x12:ZZ")]
)
def test_many_codes_of_an_855_have_one_meaning_and_come_back_as_they_were(code, meaning):
    source = message(f"BAK*00*{code}*4711*20260801~", "855")
    document = with_residue(FORMAT, source.tree, compiled("855").read(source.tree).document, compiled("855"))
    tree = FORMAT.new_tree("855")
    compiled("855").write(document, tree)

    assert document["orderResponseCode"] == meaning
    assert tree.children[0].fields[2] == code
