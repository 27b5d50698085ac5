"""The rules that EDIFACT input can break: how bad each is, and the code (0085) that a CONTRL carries for it.

Words live in `hub/catalogue/edifact.yaml`; nothing here reads input. Example: `RULES["EDI-304"].code == "29"`.

Severity: `error` is what the standard forbids, so that a message with one is rejected; `warning` is what we can read without
doubt although it is wrong (charset, decimal mark) or what only our own lists do not know; `info` is worth telling. A group or an
interchange with an error of its own (count, reference, missing trailer) is rejected as such: some of it may be lost.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from hub.model.location import Finding, Location, Severity

Level = Literal["parcel", "interchange", "group", "message", "segment", "element"]


class Rule(NamedTuple):
    """`code`: the syntax error (0085) in UCI, UCF, UCM, UCS or UCD, as the level says; empty where a CONTRL does not speak of it."""

    severity: Severity
    level: Level
    code: str = ""


RULES: dict[str, Rule] = {
    "EDI-001": Rule("info", "parcel"),  # byte order mark
    "EDI-002": Rule("warning", "parcel"),  # not in the declared charset, read in another
    "EDI-003": Rule("error", "parcel"),  # bytes that the charset does not know
    "EDI-004": Rule("error", "parcel"),  # no EDIFACT at all
    "EDI-005": Rule("warning", "parcel"),  # text outside interchanges skipped
    "EDI-006": Rule("error", "interchange", "18"),  # a segment that does not end
    "EDI-007": Rule("error", "message", "18"),  # a message with too many segments
    "EDI-008": Rule("error", "interchange"),  # no UNB
    "EDI-009": Rule("error", "interchange"),  # interactive EDIFACT
    "EDI-010": Rule("info", "message"),  # characters beyond level A
    "EDI-011": Rule("info", "message"),  # line ends inside segments
    "EDI-101": Rule("warning", "interchange"),  # UNA is not six characters that can be
    "EDI-102": Rule("error", "interchange", "22"),  # service characters are not distinct
    "EDI-103": Rule("warning", "interchange"),  # an element of UNB is not what it should be
    "EDI-104": Rule("error", "interchange", "13"),  # UNZ missing
    "EDI-105": Rule("error", "interchange", "28"),  # UNZ 0020 differs from UNB
    "EDI-106": Rule("error", "interchange", "29"),  # UNZ 0036 is not the number of messages or groups
    "EDI-107": Rule("error", "interchange", "33"),  # segment outside of a message
    "EDI-108": Rule("warning", "interchange"),  # charset level unknown
    "EDI-109": Rule("error", "interchange", "2"),  # syntax version not supported
    "EDI-110": Rule("error", "interchange", "13"),  # a mandatory element of UNB is missing
    "EDI-111": Rule("warning", "interchange"),  # segments end with lines
    "EDI-112": Rule("error", "interchange", "30"),  # groups and messages mixed
    "EDI-201": Rule("error", "group", "13"),  # UNE missing
    "EDI-202": Rule("error", "group", "28"),  # UNE 0048 differs from UNG
    "EDI-203": Rule("error", "group", "29"),  # UNE 0060 is not the number of messages
    "EDI-204": Rule("error", "group", "26"),  # group reference used twice
    "EDI-205": Rule("warning", "group"),  # an element of UNG is not what it should be
    "EDI-301": Rule("error", "message", "14"),  # message type not supported
    "EDI-302": Rule("error", "message", "13"),  # UNT missing
    "EDI-303": Rule("error", "message", "28"),  # UNT 0062 differs from UNH
    "EDI-304": Rule("error", "message", "29"),  # UNT 0074 is not the number of segments
    "EDI-305": Rule("error", "message", "13"),  # UNH 0065 missing or malformed
    "EDI-306": Rule("error", "message", "13"),  # UNH 0062 missing or malformed
    "EDI-307": Rule("error", "message", "26"),  # message reference used twice
    "EDI-308": Rule("warning", "message"),  # UNG 0038 is not the type of this message
    "EDI-309": Rule("error", "message", "14"),  # directory not supported
    "EDI-401": Rule("error", "segment", "15"),
    "EDI-402": Rule("error", "segment", "15"),
    "EDI-403": Rule("error", "segment", "13"),
    "EDI-404": Rule("error", "segment", "36"),
    "EDI-405": Rule("error", "segment", "35"),
    "EDI-406": Rule("error", "segment", "15"),
    "EDI-407": Rule("error", "segment", "15"),
    "EDI-408": Rule("warning", "segment"),  # a package in one that is not there
    "EDI-409": Rule("warning", "segment"),  # two packages of one number
    "EDI-410": Rule("info", "message"),  # further findings are not listed
    "EDI-501": Rule("error", "element", "13"),  # mandatory, missing
    "EDI-503": Rule("error", "element", "16"),  # more elements than the segment has
    "EDI-504": Rule("error", "element", "40"),
    "EDI-505": Rule("error", "element", "39"),
    "EDI-506": Rule("error", "element", "37"),  # not of its type
    "EDI-507": Rule("error", "element", "12"),  # not in a list that is complete
    "EDI-508": Rule("error", "element", "21"),  # unreadable or control character
    "EDI-510": Rule("error", "element", "19"),  # decimal mark without digits around it
    "EDI-511": Rule("warning", "element"),  # the other decimal mark than UNA says
    "EDI-512": Rule("error", "element", "16"),  # more components than the composite has
    "EDI-513": Rule("error", "element", "35"),  # repeated more often than allowed
    # EDI-012 (charset) is a fault of the configuration: it is raised as Misconfigured.
}


def finding(rule: str, where: Location, **params: object) -> Finding:
    """A finding with the severity of its rule."""
    return Finding(rule, RULES[rule].severity, where, params)
