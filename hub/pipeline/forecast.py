"""What would become of a message or delivery under a configuration, found out by doing all of it but the last step.

Nothing is written and nothing sent: raw bytes and documents are kept, and reading, routing and rendering are pure.
Example: `Forecaster(...).message(row, context)` gives `Forecast("pass")`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from hub.adapters.conversation import places
from hub.errors import HubError
from hub.model.location import Finding
from hub.pipeline.backlog import arrival_of
from hub.pipeline.context import Context, Row
from hub.pipeline.message import Outcome
from hub.pipeline.open import Known, Opening
from hub.pipeline.record import Step, finding_json, worst
from hub.pipeline.render import Load, Rendered, render
from hub.store import messages
from hub.store.engine import Database
from hub.store.items import Claimed

Verdict = Literal["pass", "hold", "reject"]
_VERDICTS: dict[str, Verdict] = {"routed": "pass", "done": "pass", "held": "hold", "rejected": "reject"}
_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Forecast:
    """What it would come to, the finding that decides, and the digest of what was read or written ("" for none)."""

    verdict: Verdict
    because: dict[str, Any] | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Forecaster:
    """Blocking. `chunks` gives a parcel's bytes, `documents` the messages that exist under document keys."""

    database: Database
    chunks: Callable[[Row], Iterator[bytes]]
    documents: Callable[[list[str]], Mapping[str, Row]]

    def message(self, row: Row, context: Context) -> Forecast:
        """A message read again."""
        try:
            return self._message(row, context)
        except Exception as problem:  # noqa: BLE001  # the border to what others wrote: one message's bug is its own forecast
            return _broken(problem)

    def delivery(self, row: Row, load: Load | None, context: Context) -> Forecast:
        """A delivery written again for its receiver."""
        if load is None:
            return Forecast("hold", finding_json(Finding("RPL-003", "error", params={"parcel": row["message_id"]})))
        try:
            return _rendered(render(context, claimed(row), load, {}))
        except HubError as problem:
            return Forecast("hold", finding_json(Finding(problem.rule, "error", params=problem.params)))
        except Exception as problem:  # noqa: BLE001  # the same border
            return _broken(problem)

    def _message(self, row: Row, context: Context) -> Forecast:
        with self.database.read() as connection:
            parcel = messages.parcel(connection, row["parcel_id"], None)
        if parcel is None:
            return Forecast("hold", finding_json(Finding("RPL-003", "error", params={"parcel": row["parcel_id"]})))
        known, dry = Known(), replace(context, next_number=lambda _: 0)
        for _ in range(_ROUNDS):
            opening, step = Opening(dry, arrival_of(parcel), known, only=(row["ordinal"], row["id"])), Step()
            for one in opening.steps(lambda: self.chunks(parcel)):
                step.absorb(one)
            if not self._met(step, row, known):
                break
        outcome = next((one for one in opening.outcomes if one.message_id == row["id"]), None)
        return _judged(outcome, opening.findings, step)

    def _met(self, step: Step, row: Row, known: Known) -> bool:
        """Whether a document that it brings is here already, as the commit would find out; it is known from then on."""
        keys = [str(guard.values["document_key"]) for guard in step.guards if guard.table == "message" and "document_key" in guard.values]
        found = self.documents([key for key in keys if key not in known.documents])
        others = {key: one for key, one in found.items() if one["id"] != row["id"]}
        known.documents.update(others)
        return bool(others)


def _judged(outcome: Outcome | None, findings: Iterable[Finding], step: Step) -> Forecast:
    if outcome is None:
        finding = worst(findings)
        return Forecast("hold", finding_json(finding) if finding is not None else None)
    deciding = worst(outcome.findings) if outcome.state in ("held", "rejected") else None
    digest = next((one["digest"] for one in step.inserts.get("document", ()) if one["message_id"] == outcome.message_id), "")
    return Forecast(_VERDICTS[outcome.state], finding_json(deciding) if deciding is not None else None, digest)


def _rendered(rendered: Rendered) -> Forecast:
    return Forecast("pass", None, hashlib.sha256(rendered.body).hexdigest())


def _broken(problem: Exception) -> Forecast:
    return Forecast("hold", finding_json(Finding("HUB-001", "error", params={"problem": places(problem)[-1]})))


def claimed(row: Row) -> Claimed:
    """A delivery's row as it would be claimed, for rendering only."""
    return Claimed(
        row["id"], row["key"], row["attempt"], "", row["system_id"], row["thread"], row["message_id"], row["target"], row["agreement_id"],
        row["control_number"], resuming=False, replay_of=row["replay_of"], created_at=row["created_at"],
    )  # fmt: skip
