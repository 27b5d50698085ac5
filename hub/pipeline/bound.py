"""A document that is bound to another by its digest, held against that other as the hub passed it on.

Looks up and compares; what a difference leads to is decided in `hub.pipeline.message`. Example: a decision names dossier D-7,
version 2, with a digest; `binding(context, party, decision)` gives the message that brought the dossier, or what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.model.documents.common import Bound, Document
from hub.model.ids import document_key
from hub.model.location import Finding
from hub.model.member import member_of
from hub.pipeline.context import Context, Row
from hub.pipeline.route import Party


@dataclass(frozen=True, slots=True)
class Binding:
    """`message`: the one that brought the document; its conversation is also that of what is bound to it.

    `hold`: its digest is another, and a person must look. `unknown`: there is no such document, and the agreement decides.
    """

    message: Row | None = None
    hold: Finding | None = None
    unknown: Finding | None = None


def binding(context: Context, party: Party, document: Document) -> Binding:
    """What a document is bound to, among those that its sender sent or was given: of strangers' documents nothing is learnt."""
    bound = document.bound()
    if bound is None:
        return Binding()
    known = context.known.documents_of(member_of(party.system_id), bound.document_type, bound.id)
    found = [row for row in known if bool(row["test"]) is party.test and _is(bound, row)]
    if not found:
        return Binding(unknown=Finding("QUA-101", "error", params=_params(bound), pointer=""))
    # Two suppliers may give their dossiers one number: the digest says which is meant.
    same = next((row for row in found if row["digest"] == bound.sha256), None)
    if same is not None:
        return Binding(same)
    first = found[0]
    params = {**_params(bound), "stated": bound.sha256, "held": first["digest"], "message": first["id"]}
    return Binding(first, hold=Finding("QUA-102", "error", params=params, pointer=""))


def _is(bound: Bound, row: Row) -> bool:
    """Whether a message brought this number and edition. References are found folded; keys are as they were written."""
    key = document_key(row["sender_id"], bound.document_type, bound.id, bound.edition)
    return bool(row["document_key"].removeprefix("test:") == key)


def _params(bound: Bound) -> dict[str, object]:
    name = bound.document_type.partition("/")[0]
    return {"name": name, "id": bound.id, "version": bound.edition or "-", "value": bound.id}
