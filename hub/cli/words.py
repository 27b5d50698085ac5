"""The lines in which messages, deliveries and findings are shown, from the JSON of the interface.

Reads nothing and decides nothing. Example: `message_line(report, row)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hub.cli.report import Report

_STYLES = {
    "routed": "green",
    "done": "green",
    "delivered": "green",
    "held": "yellow",
    "rejected": "bold red",
    "dead": "bold red",
    "accepted": "green",
}


def findings(report: Report, name: str, found: Iterable[dict[str, Any]]) -> None:
    """Stored findings in the language of the report, with their places."""
    for one in found:
        where = one.get("where", {})
        spot = ":".join(str(where[part]) for part in ("segment", "position", "element") if part in where)
        said = {**one, "message": one["message_zh"], "fix": one["fix_zh"]} if report.language == "zh" else one
        report.rule_said("  ".join(part for part in (name, spot, one.get("pointer") or "") if part), said)


def message_line(report: Report, row: dict[str, Any]) -> None:
    """One message of a list or thread."""
    what = row["document"] or row["format"] or "?"
    ends = f"{row['sender'] or 'hub'} → {row['receiver'] or '?'}"
    report.line(f"{clock(row['receivedAt'])}  {row['id']}  {what:<18} {ends:<24} ", (row["state"], _STYLES.get(row["state"], "")))


def delivery_line(report: Report, row: dict[str, Any]) -> None:
    """One delivery below its message."""
    receipt = row.get("receipt") or {}
    told = receipt.get("reference") or receipt.get("reason") or row.get("cause") or ""
    target = f"{row.get('system') or row['member']} as {row['target']}" if row.get("target") else row.get("system") or row["member"]
    report.line(
        f"    → {target:<34} ",
        (row["state"], _STYLES.get(row["state"], "")),
        f"  {_attempts(row)}{told}{'  acknowledged: ' + row['acknowledged'] if row['acknowledged'] else ''}",
    )


def offer_line(report: Report, row: dict[str, Any]) -> None:
    """A lead at one seller."""
    until = f"  until {clock(row['until'])}" if row["until"] and row["state"] == "open" else ""
    report.line(f"offer  {row['seller']:<18} ", (row["state"], _STYLES.get(row["state"], "")), f"  {row['status'] or ''}{until}")


def owed_line(report: Report, row: dict[str, Any]) -> None:
    """Something that is owed next."""
    due = f"by {clock(row['due'])}" if row["due"] else "no date agreed"
    late = ("  overdue", "bold red") if row["overdue"] else ("", "")
    report.line(
        f"owed   {row['kind']:<16} {row['what']:<18} {row['by'] or 'hub'} → {row['to'] or '?'}  since {clock(row['since'])}, {due}", late
    )


def _attempts(row: dict[str, Any]) -> str:
    count = row.get("attempts")
    return f"{count} attempt{'s' if count != 1 else ''}  " if count else ""


def clock(instant: str) -> str:
    """An instant to the second, as people read it."""
    return instant[:19].replace("T", " ")
