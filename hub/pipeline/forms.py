"""A lead beside the form that it was captured with: looked up among the forms that the same member sent, in the version that was shown.

Looks up only; what a form says of answers is `hub.model.lead_answers`. Example: `explainer(context, "acme")(values)` gives the lead with the
words of its form, or as it was where the form is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hub.model.lead_answers import explained
from hub.pipeline.context import Context

Values = dict[str, Any]


def explainer(context: Context, member_id: str) -> Callable[[Values], Values]:
    """The function that explains a lead of a member."""

    def explain(lead: Values) -> Values:
        source = lead.get("source", {})
        if not lead.get("answer") and not lead.get("consent"):
            return lead
        form = context.known.lead_form(member_id, source["formID"], source.get("formVersion")) if "formID" in source else None
        return explained(lead, form) if form is not None else lead

    return explain
