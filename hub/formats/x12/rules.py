"""The rules that X12 input can break: how bad each is, and the code that a 997 or TA1 carries for it.

Words live in `hub/catalogue/x12.yaml`; nothing here reads input. Example: `RULES["X12-304"].code == "4"` (AK5-02).

Severity: `error` is what the standard forbids, so that a set with one is rejected; `warning` is what we can read
without doubt although it is wrong (width of ISA, charset) or what only our own lists do not know; `info` is worth telling.
A group with an error (count, control number, missing trailer) is rejected whole by AK9: part of it may be lost, and the
sender has to know. An interchange with an error is noted by TA1 (`E`); its whole groups stand.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from hub.model.location import Finding, Location, Severity

Level = Literal["parcel", "interchange", "group", "set", "segment", "element"]


class Rule(NamedTuple):
    """`code`: TA1-05 for interchange rules, AK9-05 for group, AK5-02 for set, AK3-04 for segment, AK4-03 for element."""

    severity: Severity
    level: Level
    code: str = ""


RULES: dict[str, Rule] = {
    "X12-001": Rule("info", "parcel"),  # byte order mark
    "X12-002": Rule("warning", "parcel"),  # read as Latin-1
    "X12-003": Rule("info", "parcel"),  # read as GB18030
    "X12-004": Rule("error", "parcel"),  # bytes that the charset does not know
    "X12-005": Rule("error", "parcel"),  # no X12 at all
    "X12-006": Rule("warning", "parcel"),  # text outside interchanges skipped
    "X12-007": Rule("error", "parcel", "022"),  # a segment that does not end
    "X12-008": Rule("error", "set", "5"),  # a set with too many segments
    "X12-010": Rule("error", "interchange"),  # no ISA
    "X12-101": Rule("warning", "interchange"),  # ISA is not 106 bytes
    "X12-102": Rule("error", "interchange", "022"),  # ISA has not 16 elements
    "X12-103": Rule("warning", "interchange"),  # an element of ISA is not what it should be
    "X12-104": Rule("error", "interchange", "023"),  # IEA missing
    "X12-105": Rule("error", "interchange", "001"),  # IEA02 differs from ISA13
    "X12-106": Rule("error", "interchange", "021"),  # IEA01 is not the number of groups
    "X12-107": Rule("error", "interchange", "022"),  # segment outside of a set
    "X12-108": Rule("warning", "interchange"),  # delimiters are not distinct
    "X12-201": Rule("error", "group", "3"),  # GE missing
    "X12-202": Rule("error", "group", "4"),  # GE02 differs from GS06
    "X12-203": Rule("error", "group", "5"),  # GE01 is not the number of sets
    "X12-204": Rule("error", "group", "6"),  # GS06 used twice in the interchange
    "X12-205": Rule("error", "set"),  # set outside a group
    "X12-206": Rule("warning", "group"),  # an element of GS is not what it should be
    "X12-207": Rule("info", "group"),  # suffix of the version
    "X12-208": Rule("error", "group", "2"),  # version not supported
    "X12-301": Rule("error", "set", "1"),  # set not supported
    "X12-302": Rule("error", "set", "2"),  # SE missing
    "X12-303": Rule("error", "set", "3"),  # SE02 differs from ST02
    "X12-304": Rule("error", "set", "4"),  # SE01 is not the number of segments
    "X12-305": Rule("error", "set", "6"),  # ST01 missing or malformed
    "X12-306": Rule("error", "set", "7"),  # ST02 missing or malformed
    "X12-307": Rule("error", "set", "23"),  # ST02 used twice in the group
    "X12-308": Rule("warning", "set"),  # GS01 is not the group of this set
    "X12-309": Rule("error", "set", "1"),  # version of the group not supported
    "X12-310": Rule("info", "set"),  # version assumed
    "X12-401": Rule("error", "segment", "1"),
    "X12-402": Rule("error", "segment", "2"),
    "X12-403": Rule("error", "segment", "3"),
    "X12-404": Rule("error", "segment", "4"),
    "X12-405": Rule("error", "segment", "5"),
    "X12-406": Rule("error", "segment", "6"),
    "X12-407": Rule("error", "segment", "7"),
    "X12-421": Rule("error", "segment", "8"),  # HL02 names no level before
    "X12-422": Rule("error", "segment", "8"),  # HL01 used twice
    "X12-423": Rule("warning", "segment"),  # a level that we do not know
    "X12-424": Rule("warning", "segment"),  # a level below another that does not say so
    "X12-410": Rule("info", "set"),  # further findings are not listed
    "X12-501": Rule("error", "element", "1"),
    "X12-502": Rule("error", "element", "2"),
    "X12-503": Rule("error", "element", "3"),
    "X12-504": Rule("error", "element", "4"),
    "X12-505": Rule("error", "element", "5"),
    "X12-506": Rule("error", "element", "6"),
    "X12-507": Rule("error", "element", "7"),
    "X12-508": Rule("error", "element", "8"),
    "X12-509": Rule("error", "element", "9"),
    "X12-510": Rule("error", "element", "10"),
    "X12-511": Rule("warning", "element"),  # a code that our list, which is not complete, does not hold
    "X12-512": Rule("error", "element", "3"),  # more components than the composite has
    "X12-513": Rule("error", "element"),  # an element that the guide does not allow
    # X12-009 (charset) and X12-602 (guide) are faults of the configuration: they are raised as Misconfigured.
}


def finding(rule: str, where: Location, **params: object) -> Finding:
    """A finding with the severity of its rule."""
    return Finding(rule, RULES[rule].severity, where, params)
