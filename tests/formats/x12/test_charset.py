import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import Misconfigured
from hub.formats.segments.blocks import BLOCK, clean, plausible_chinese, rechunk
from hub.formats.x12.charset import Decoder

CHINESE = "上海鋆达机械有限公司采购订单"


def decoded(data: bytes, forced: str = ""):
    decoder = Decoder(forced)
    text = "".join(block.text for block in decoder.blocks([data]))
    return text, decoder.codec, [finding.rule for finding in decoder.findings]


@pytest.mark.parametrize(
    ("data", "forced", "text", "codec", "rules"),
    [
        (b"plain", "", "plain", "utf-8", []),
        (CHINESE.encode(), "", CHINESE, "utf-8", []),
        (codecs.BOM_UTF8 + b"x", "", "x", "utf-8", ["X12-001"]),
        (codecs.BOM_UTF16_LE + "ISA订".encode("utf-16-le"), "", "ISA订", "utf-16-le", ["X12-001"]),
        (CHINESE.encode("gb18030"), "", CHINESE, "gb18030", ["X12-003"]),
        (CHINESE.encode("gb18030"), "GBK", CHINESE, "gb18030", []),
        ("Müller, Köln".encode("latin-1"), "", "Müller, Köln", "latin-1", ["X12-002"]),
        ("Müller".encode("latin-1"), "latin-1", "Müller", "latin-1", []),
        (b"\x80\xff", "gb18030", "\x80\xff", "gb18030", ["X12-004"]),
    ],
)
def test_bytes_are_decoded_and_every_decision_is_told(data, forced, text, codec, rules):
    found, used, findings = decoded(data, forced)
    assert (clean(found), used, findings) == (text, codec, rules)


def test_a_broken_byte_after_good_utf_8_does_not_change_the_charset():
    data = CHINESE.encode() + b" " * BLOCK + b"\xe9 end"
    text, codec, rules = decoded(data)
    assert (codec, rules) == ("utf-8", ["X12-004"])
    assert clean(text).endswith("é end")


def test_the_second_byte_of_a_character_is_no_delimiter():
    assert "鋆~".encode("gb18030").count(b"]") == 1
    assert decoded("公司订单~鋆~".encode("gb18030"))[0].split("~") == ["公司订单", "鋆", ""]


def test_wrong_decodings_are_not_plausible():
    assert plausible_chinese(CHINESE)
    assert not plausible_chinese("中文订单采购".encode().decode("gb18030", "replace"))
    assert not plausible_chinese("")


def test_a_charset_that_does_not_exist_is_the_operators_fault():
    with pytest.raises(Misconfigured):
        decoded(b"x", "klingon")


@given(st.lists(st.binary(max_size=50)), st.integers(1, 20))
def test_blocks_have_one_size_however_the_bytes_arrive(chunks, size):
    blocks = list(rechunk(chunks, size))
    assert b"".join(data for data, _ in blocks) == b"".join(chunks)
    assert [final for _, final in blocks] == [False] * (len(blocks) - 1) + [True]
    assert all(len(data) == size for data, _ in blocks[:-1])


@given(st.text(alphabet="ab~鋆订é\n", max_size=60), st.sampled_from(["utf-8", "gb18030"]))
def test_the_width_of_text_is_its_bytes(text, codec):
    data = text.encode(codec)
    decoder = Decoder(codec)
    assert "".join(block.text for block in decoder.blocks([data])) == text
    assert sum(decoder.width(character) for character in text) == len(data)
