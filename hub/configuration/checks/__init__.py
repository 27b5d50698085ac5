"""The cross checks of a configuration: what one row says against what another row, a file or this installation says.

Each check is a pure function of `Checked`; this list is the only place that knows them all, and its order is of no consequence,
for problems are sorted by place. Example: `[problem for check in CHECKS for problem in check(checked)]`.
"""

from __future__ import annotations

from hub.configuration.checks import agreements, conditions, maps, members, offers, secrets, systems
from hub.configuration.checks.base import Check, Checked

CHECKS: tuple[Check, ...] = (
    members.ids_are_names,
    members.identifiers_are_unique,
    systems.ids_name_a_member,
    systems.adapters_exist,
    systems.settings_fit_the_adapter,
    systems.one_transport_out,
    systems.urls_are_http,
    systems.polled_systems_can_be_polled,
    secrets.references_lead_to_values,
    secrets.no_secret_in_the_open,
    agreements.parties_exist,
    agreements.documents_are_known,
    agreements.profiles_are_known,
    agreements.deliveries_reach_a_system,
    agreements.replies_come_from_the_receiver,
    agreements.someone_can_send,
    agreements.none_hides_another,
    conditions.conditions_can_hold,
    offers.candidates_exist,
    offers.candidates_agree,
    offers.only_leads_are_offered,
    offers.no_test_lead_reaches_a_live_system,
    maps.targets_exist,
    maps.overlays_compile,
    maps.lists_read,
)

__all__ = ["CHECKS", "Check", "Checked"]
