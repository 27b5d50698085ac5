"""`hub ack`: the acknowledgement that the hub would return, or word that none is due."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.cli import exits, main
from tests.services import REPOSITORY

ORDER = REPOSITORY / "examples" / "samples" / "order.x12"


def test_an_order_is_acknowledged_with_a_997(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["ack", str(ORDER)]) == exits.OK

    answer = capfdbinary.readouterr().out
    assert b"ST*997*" in answer
    assert b"AK1*PO*42" in answer
    assert b"AK5*A" in answer


def test_a_broken_order_is_refused_in_its_997(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    broken = tmp_path / "broken.x12"
    broken.write_text(ORDER.read_text().replace("SE*20*", "SE*9*"))

    assert main(["ack", str(broken)]) == exits.OK

    assert b"AK5*R*4" in capfdbinary.readouterr().out


def test_an_edifact_order_is_acknowledged_with_a_contrl(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["ack", str(REPOSITORY / "examples" / "edifact" / "orders-unoy.edi")]) == exits.OK

    answer = capfdbinary.readouterr().out
    assert answer.startswith(b"UNB+UNOY:4+4399902421389:14+4399904000013:14+")
    assert b"UCI+301+4399904000013:14+4399902421389:14+7'UCM+1+ORDERS:D:01B:UN:EAN010+7'" in answer


def test_nothing_is_due_for_what_is_no_edi(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    nothing = tmp_path / "nothing"
    nothing.write_bytes(b"hello")

    assert main(["ack", str(nothing)]) == exits.PROBLEMS

    shown = capfdbinary.readouterr()
    assert shown.out == b""
    assert b"CLI-008" in shown.err
