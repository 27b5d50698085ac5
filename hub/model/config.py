"""The configuration tree: members, systems, agreements. Values only; reading YAML is `hub/configuration`.

Secrets are references (`env:NAME`, `file:path`), never values. Closed objects: a misspelt key is refused.
The same tree is what `hub apply` stores under its digest.

>>> Configuration.model_validate({"apiVersion": "hub/v1"}).members
{}
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

_SECRET = re.compile(r"(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)")
_PERIOD = re.compile(r"([0-9]+)\s*(s|m|h|d|working days?)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def is_secret_reference(text: str) -> bool:
    """Whether a text is a reference to a secret: `env:NAME` or `file:path`."""
    return _SECRET.fullmatch(text) is not None


def _secret(text: str) -> str:
    if not is_secret_reference(text):
        raise PydanticCustomError("secret", "a secret is written as a reference: env:NAME or file:path, never as its value")
    return text


def _period(text: str) -> str:
    if not _PERIOD.fullmatch(text):
        raise PydanticCustomError("period", "a period is a number and a unit: 30s, 5m, 2h, 1d")
    return text


Secret = Annotated[str, AfterValidator(_secret)]
Period = Annotated[str, AfterValidator(_period)]


def seconds(period: Period) -> int:
    """A period in seconds; a working day counts as a day until calendars are configured."""
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise ValueError(period)
    return int(match[1]) * _SECONDS[match[2][0] if not match[2].startswith("working") else "d"]


class Row(BaseModel):
    """Base of every row of the tree: closed, frozen, read by alias or by name."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class MemberConfig(Row):
    """A company on the hub. `ids`: its identifiers by envelope family, such as `x12: "ZZ:LANMEI"`."""

    name: dict[Literal["en", "zh"], str]
    ids: dict[str, str | list[str]] = {}

    def identifiers(self, family: str) -> list[str]:
        """Every identifier of one envelope family, as a list."""
        ids = self.ids.get(family, [])
        return [ids] if isinstance(ids, str) else list(ids)


class Basic(Row):
    """A user and a password (RFC 7617), for systems without tokens."""

    user: str
    password: Secret


class HttpOut(Row):
    """An HTTP endpoint of a system. `private: true` allows loopback and private addresses, which are refused otherwise.

    Who we are is told by `token` (sent as a bearer token), by `basic`, or by the signature of the system's adapter.
    """

    url: str
    token: Secret | None = None
    basic: Basic | None = None
    headers: dict[str, str] = {}
    private: bool = False
    timeout: Period = "30s"


class FolderOut(Row):
    """A folder that the partner reads: files appear whole, under a name that does not change over retries."""

    path: str


class OutConfig(Row):
    """How the hub reaches a system: exactly one transport."""

    http: HttpOut | None = None
    folder: FolderOut | None = None
    memory: str | None = None


class FolderIn(Row):
    """A folder that the hub watches for parcels; a file is moved to `taken` after the commit."""

    path: str
    taken: str


class WebhookIn(Row):
    """A system that calls `POST /v1/hooks/{member}/{system}`. `secret`: what signs its calls; `handshake`: what answers its challenge, if another.

    While a secret is changed, `previous` is the one before it: calls under either are good.
    """

    secret: Secret
    previous: Secret | None = None
    handshake: Secret | None = None


class PollIn(Row):
    """A system that is asked what is new. `every`: how long to wait between two turns; `streams`: which, all that its adapter has unless said."""

    every: Period = "60s"
    streams: list[str] | None = None
    limit: int = Field(default=50, ge=1, le=500, description="how many things one request asks for")


class InConfig(Row):
    """How parcels come from a system, beside the HTTP API, which is always open to its token."""

    folder: FolderIn | None = None
    webhook: WebhookIn | None = None
    poll: PollIn | None = None


class Pace(Row):
    """How hard a system may be driven. `in_flight`: deliveries at once. `per_minute`: requests in any 60 seconds, over all processes."""

    in_flight: int = Field(default=4, ge=1, le=1024)
    per_minute: int | None = Field(default=None, ge=1, le=1_000_000)


class Breaker(Row):
    """When a system that does not answer is left in peace: after `failures` in a row for `pause`, doubled each time up to `longest`.

    Only silence counts: no connection, no answer in time, a 5xx. A refusal is an answer. One delivery then tries whether it is back.
    """

    failures: int = Field(default=5, ge=1, le=1000)
    pause: Period = "30s"
    longest: Period = "30m"


class SystemConfig(Row):
    """A member's business system. `maps`: overlay files laid over the base map, by message (`x12/850: [overlay.yaml]`)."""

    adapter: str
    settings: dict[str, Any] = {}
    out: OutConfig | None = None
    in_: InConfig | None = Field(default=None, alias="in")
    pace: Pace = Pace()
    breaker: Breaker = Breaker()
    maps: dict[str, list[str]] = {}
    lists: dict[str, str] = {}
    envelope: dict[str, str] = {}

    def member(self, system_id: str) -> str:
        """The member part of `member/system`."""
        return system_id.partition("/")[0]


class Assume(Row):
    """What may be taken for granted where a sender leaves it out; every use is recorded."""

    currency: str | None = None
    unit: str | None = None
    zone: str | None = None


class DeliverTo(Row):
    """One delivery owed for each message: to which system, in which format, by when.

    `as`: the message that is written; left out, it is what the system's adapter speaks for the document, or canonical `json`.
    `waive`: canonical paths whose loss in that format is agreed. `when`: the condition under which it is owed.
    """

    to: str
    as_: str | None = Field(default=None, alias="as")
    within: Period | None = None
    waive: list[str] = []
    when: str | None = None


class Reply(Row):
    """An answer that is owed: which document, from which system, to which, in which format, by when."""

    document: str
    from_: str = Field(alias="from")
    deliver: list[DeliverTo]
    within: Period | None = None


class Retry(Row):
    """The retry schedule: waits between attempts, then a dead letter. Data, so that it can be read aloud."""

    waits: list[Period] = ["5s", "30s", "5m", "30m", "2h", "5h", "10h", "10h"]
    jitter: int = Field(default=20, ge=0, le=50, description="per cent, either way")


class Consented(Row):
    """What a person must have agreed to before a lead goes to this receiver. `purpose`: any of these. `basis`: the legal bases that count."""

    purpose: list[str] = ["share"]
    basis: list[str] = ["consent"]


class AgreementConfig(Row):
    """What two members exchange. `carries` names document types (`order`) and what the sender writes them in.

    `order`: `thread` one lane per business thread, `fifo` one per system, `parallel` one per delivery.
    `findings`: what an error in a message leads to. `codes`: what a code leads to that is on no list of the sender's map: it is kept
    as residue and told, or the message is held until a row is added. `when`: the condition on the document under which the agreement is the one.
    `tell`: where the receiver hears what the hub itself decides about an offer (granted or not), as `lead_status`.
    `same_lead`: how long a lead with a dedupe key that was seen before counts as the same lead.
    """

    from_: str = Field(alias="from")
    to: str
    carries: list[str]
    when: str | None = None
    deliver: list[DeliverTo]
    replies: list[Reply] = []
    tell: list[DeliverTo] = []
    consent: Consented = Consented()
    same_lead: Period = "90d"
    acknowledge: bool = True
    assume: Assume = Assume()
    profile: str | None = None
    order: Literal["thread", "fifo", "parallel"] = "thread"
    findings: Literal["warn", "hold", "reject"] = "reject"
    codes: Literal["warn", "hold"] = "warn"
    retry: Retry = Retry()
    test: bool = False
    keep: str = "10 years"


class Shared(Row):
    """How many receivers may have the same lead."""

    shared: int = Field(ge=2, le=100)


class OfferConfig(Row):
    """One lead, several sellers: who is asked, in which order, and until when each may answer.

    `to`: agreements, asked in this order; one whose condition does not hold is not asked. `exclusivity`: `exclusive` for one seller,
    `{shared: 3}` for the first three that accept. `at_once`: how many are asked at the same time, as many as there are places unless
    said. `accept_by`: how long each may take; a lead that names its own `acceptBy` ends then at the latest.
    """

    to: list[str] = Field(min_length=1)
    exclusivity: Literal["exclusive"] | Shared = "exclusive"
    at_once: int | None = Field(default=None, ge=1, le=100)
    accept_by: Period | None = None

    @property
    def places(self) -> int:
        """How many sellers may have it."""
        return self.exclusivity.shared if isinstance(self.exclusivity, Shared) else 1


class Configuration(Row):
    """The whole tree."""

    api_version: Literal["hub/v1"] = Field(alias="apiVersion")
    members: dict[str, MemberConfig] = {}
    systems: dict[str, SystemConfig] = {}
    agreements: dict[str, AgreementConfig] = {}
    offers: dict[str, OfferConfig] = {}
