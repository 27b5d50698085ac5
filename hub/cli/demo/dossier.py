"""The last chapter: a supplier's dossier as a workbook, and a decision that is bound to exactly this dossier.

Example: `tell(teller)`.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from hub.cli.demo.teller import Teller, sample
from hub.pipeline.convert import convert

_PEOPLE = (("purchasing", "林晓"), ("technology", "王建"), ("quality", "赵敏"), ("finance", "吴磊"))


def tell(teller: Teller) -> None:
    """Nordkran's dossier goes to Lanmei, whose decision comes back."""
    teller.chapter("A qualification: Nordkran's dossier 供应商资料, and Lanmei's decision on it")
    request = teller.say_json("lanmei/srm", "qualification_request", id="QR-2026-9", issueDate="2026-11-01", dueDate="2026-12-01")
    teller.ended(request["id"])
    teller.line("asked", "lanmei/srm asks nordkran for a dossier by 2026-12-01, QR-2026-9")
    workbook = convert([sample("nordkran-dossier.json").encode()], "xlsx/dossier", at=datetime.now(UTC)).body
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    taken = teller.send("nordkran/portal", workbook, media_type, "dossier.xlsx")["messages"][0]
    dossier = teller.document(taken["id"])
    answers = len(dossier["criterionResponse"])
    words = f"{dossier['applicant']['partyName']}, {answers} answers"
    teller.line("received", f"a workbook of {len(workbook)} bytes from nordkran/portal: {taken['document']} {dossier['id']}, {words}")
    teller.ended(taken["id"])
    kept = teller.newest("lanmei-in", "json").read_bytes()
    digest = hashlib.sha256(kept).hexdigest()
    teller.line("delivered", f"to lanmei/srm as json; SHA-256 {digest[:12]}")
    message = teller.say_json(
        "lanmei/srm",
        "qualification_decision",
        id="QD-2026-9",
        issueDate="2026-11-22",
        decisionCode="qualified",
        validFrom="2026-12-01",
        dossierReference={"id": dossier["id"], "version": dossier["version"], "sha256": digest},
        scope=[{"category": {"value": "40151500", "listID": "UNSPSC"}, "region": {"value": "CN", "listID": "ISO3166-1"}}],
        approval=[{"roleCode": role, "verdictCode": "approved", "at": "2026-11-22T10:00:00+08:00", "by": name} for role, name in _PEOPLE],
    )
    teller.ended(message["id"])
    teller.line("decided", f"lanmei/srm: qualified by {len(_PEOPLE)} people, bound to {digest[:12]}; to nordkran/crm")
