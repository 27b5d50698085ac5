import codecs

import pytest

from hub.errors import Misconfigured
from hub.formats.base import Reading
from hub.formats.edifact.charset import LEVELS, Decoder
from hub.formats.segments.blocks import BLOCK
from tests.formats.edifact.parcels import ORDER, a_message, found, interchanges, joined, messages, parcel

CHINESE = "上海鋆达机械有限公司采购订单"


def unb(level: str, version: str = "3") -> str:
    return f"UNB+{level}:{version}+SENDER:14+RECEIVER:14+{'20' if version == '4' else ''}260801:1200+17"


def named(text: str, level: str, charset: str):
    """The name in an order that declares one charset and is written in another; what was found; and how it was read."""
    data = parcel(*ORDER[:2], f"NAD+BY+++{text}", *ORDER[2:], unb=unb(level), charset=charset)
    (message,) = messages(data)
    name = next(child for child in message.tree.children if child.tag == "NAD")
    assert data[name.offset :].startswith(b"NAD+BY")
    return name.fields[4], found(data), interchanges(data)[0].details["charset"]


@pytest.mark.parametrize(
    ("text", "level", "charset", "rules", "read_as"),
    [
        ("MUELLER", "UNOA", "ascii", [], "ascii"),
        ("Müller", "UNOC", "latin-1", [], "latin-1"),
        ("Łódź", "UNOD", "iso8859-2", [], "iso8859-2"),
        ("Лёд и пламя", "UNOE", "iso8859-5", [], "iso8859-5"),
        ("Αθήνα", "UNOF", "iso8859-7", [], "iso8859-7"),
        ("İzmir", "UNOK", "iso8859-9", [], "iso8859-9"),
        ("5 €", "UNOL", "iso8859-15", [], "iso8859-15"),
        (CHINESE, "UNOY", "utf-8", [], "utf-8"),
        (CHINESE, "UNOW", "utf-8", [], "utf-8"),
        (CHINESE, "UNOX", "gb18030", [], "gb18030"),
        ("한국", "KECA", "euc_kr", [], "euc_kr"),
        (CHINESE, "UNOX", "utf-8", ["EDI-002"], "utf-8"),
        (CHINESE, "UNOC", "utf-8", ["EDI-002"], "utf-8"),
        (CHINESE, "UNOC", "gb18030", ["EDI-002"], "gb18030"),
        (CHINESE, "UNOY", "gb18030", ["EDI-002"], "gb18030"),
        (CHINESE, "UNOA", "gb18030", ["EDI-002", "EDI-010"], "gb18030"),
        ("MÜLLER", "UNOA", "latin-1", ["EDI-002", "EDI-010"], "latin-1"),
        ("Müller", "UNOY", "latin-1", ["EDI-002"], "latin-1"),
        ("Müller", "UNOC", "utf-8", ["EDI-002"], "utf-8"),
        ("5 € – “so”", "UNOC", "cp1252", ["EDI-002"], "cp1252"),
        ("Müller", "XXXX", "utf-8", ["EDI-002", "EDI-108"], "utf-8"),
    ],
)
def test_names_are_read_in_the_declared_charset_or_told(text, level, charset, rules, read_as):
    name, told, codec = named(text, level, charset)
    assert name == text
    assert (sorted(told), codec) == (rules, read_as)


def test_every_level_reads_what_it_can_write():
    for level, codec in LEVELS.items():
        text = "".join(character for character in "ÄÖŁЖΩשع€订한" if character.encode(codec, "ignore"))
        assert named(f"NAME {text}", level, codec) == (f"NAME {text}", [], codec), level


def test_a_damaged_character_is_kept_and_located():
    data = parcel(*ORDER[:2], f"NAD+BY+++{CHINESE}", *ORDER[2:], unb=unb("UNOY", "4"), charset="utf-8").replace("海".encode(), b"\xe6\xb5")
    assert set(found(data)) == {"EDI-003", "EDI-508"}
    assert messages(data)[0].tree.children[2].fields[4].startswith("上æµ")


def test_interchanges_of_one_parcel_may_have_charsets_of_their_own():
    parts = [
        parcel(*ORDER[:2], f"NAD+BY+++{text}", *ORDER[2:], unb=unb(level), charset=LEVELS[level])
        for text, level in ((CHINESE, "UNOY"), ("Müller", "UNOC"), (CHINESE, "UNOX"), ("Łódź", "UNOD"), ("PLAIN", "UNOA"))
    ]
    data = b"\r\n".join(parts)
    assert [message.tree.children[2].fields[4] for message in messages(data)] == [CHINESE, "Müller", CHINESE, "Łódź", "PLAIN"]
    assert [data[message.start : message.start + 4] for message in messages(data)] == [b"UNH+"] * 5
    assert found(data) == []


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_decides(mark):
    codec = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[mark]
    data = (
        mark + parcel(*ORDER[:2], f"NAD+BY+++{CHINESE}", *ORDER[2:]).decode("utf-8").encode(codec)
        if codec == "ascii"
        else mark + joined(unb("UNOB"), *a_message(*ORDER[:2], f"NAD+BY+++{CHINESE}", *ORDER[2:]), "UNZ+1+17", charset=codec)
    )
    assert messages(data)[0].tree.children[2].fields[4] == CHINESE
    assert found(data) == ["EDI-001"]


def test_a_charset_can_be_forced():
    data = parcel(*ORDER[:2], f"NAD+BY+++{CHINESE}", *ORDER[2:], charset="gb18030")
    assert messages(data, Reading(charset="GBK"))[0].tree.children[2].fields[4] == CHINESE
    assert found(data, Reading(charset="UNOX")) == []
    with pytest.raises(Misconfigured):
        found(data, Reading(charset="klingon"))


@pytest.mark.parametrize("level", ["UNOY", "UNOX"])
@pytest.mark.parametrize("shift", range(4))
def test_a_character_cut_by_a_block_is_whole(level, shift):
    codec = LEVELS[level]
    head = joined(unb(level), "UNH+1+" + "ORDERS:D:96A:UN", *ORDER[:2], charset=codec)
    filling = "X" * 60
    count = (BLOCK - len(head)) // 71
    body = [f"FTX+AAI+++{filling}"[:70] for _ in range(count)]
    pad = BLOCK - len(head) - 71 * count - len("FTX+AAI+++") - shift
    data = joined(unb(level), *a_message(*ORDER[:2], *body, f"FTX+AAI+++{'Y' * pad}{CHINESE}", *ORDER[2:]), "UNZ+1+17", charset=codec)
    assert messages(data)[0].tree.children[2 + count].fields[4].endswith(CHINESE)
    assert "EDI-002" not in found(data)


def test_before_a_charset_is_declared_nothing_is_lost():
    decoder = Decoder()
    (block,) = decoder.blocks([bytes(range(256))])
    assert block.text.encode("latin-1") == bytes(range(256))
    assert decoder.declare("UNOY", "\xe8\xae\xa2", 0) == "订"
