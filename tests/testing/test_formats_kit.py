"""The public kit, run over every format that is found: noise for all, the corpus for those that have samples."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.discover import formats
from hub.testing import formats as kit

NOISE = [b"", b"\n", b"\x00" * 300, b"\xff\xfe\x00", b"A" * 70_000, b"ISA*", b"UNB+", b"{", b"<", "华东".encode("gb18030")]
SAMPLES = {"x12": ["edi/x12/850", "edi/x12/855", "edi/x12/997"]}


@pytest.fixture(params=sorted(formats()))
def found(request):
    return formats()[request.param]


@pytest.mark.parametrize("data", NOISE, ids=range(len(NOISE)))
def test_noise_is_read_to_its_end_however_it_arrives(found, data):
    kit.check_never_raises(found, data)
    kit.check_chunks_do_not_matter(found, data)


@given(data=st.data())
def test_any_bytes_are_read_to_their_end(data):
    for one in formats().values():
        kit.check_never_raises(one, data.draw(st.binary(max_size=200)))


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_samples_keep_every_promise(name: str, corpus: Path):
    files = [file for folder in SAMPLES[name] for file in sorted((corpus / folder).iterdir())]
    kit.check_format(formats()[name], (file.read_bytes() for file in files))


def test_a_format_that_drops_a_leaf_is_caught():
    x12 = formats()["x12"]

    class Forgetful(type(x12)):
        def write(self, messages, envelope):
            return super().write(messages, envelope).replace(b"*SA*", b"**")

    data = b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *260801*1200*U*00401*000000017*0*P*>~GS*PO*AA*BB*20260801*1200*17*X*004010~ST*850*0001~BEG*00*SA*4711**20260801~PO1*1*3*EA~SE*4*0001~GE*1*17~IEA*1*000000017~"
    kit.check_format(x12, [data])
    with pytest.raises(AssertionError):
        kit.check_round_trip(Forgetful(), data)
