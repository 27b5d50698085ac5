"""The configuration a running hub answers from: one stored tree, its digest, and look-ups that never change.

Reads only the stored tree, never a file; a new tree makes a new object. Maps are compiled when first needed and kept.
Example: `ActiveConfiguration.from_tree(stored).identifiers.member("x12", Address("ZZ", "LANMEI"))` gives `"lanmei"`.
"""

from __future__ import annotations

from collections.abc import Mapping

from hub.configuration.identifiers import Identifiers
from hub.configuration.known import JSON, Known
from hub.configuration.maps import Maps
from hub.configuration.matching import Route, Routes, Values
from hub.configuration.tree import Tree, digest, tree
from hub.mapping.compile import CompiledMap
from hub.model.config import AgreementConfig, Configuration, DeliverTo, SystemConfig
from hub.model.location import Finding
from hub.model.member import member_of


class ActiveConfiguration:
    """One immutable configuration with its look-ups. `digest` names it in the ledger."""

    def __init__(self, configuration: Configuration, files: Mapping[str, str], *, known: Known | None = None) -> None:
        self.configuration = configuration
        self.files = files
        self.digest = digest(tree(configuration, files))
        self.maps = Maps(configuration, files, known)
        self.identifiers = Identifiers(configuration.members)
        self.routes = Routes(configuration)
        self._known = known or Known.here()

    @classmethod
    def from_tree(cls, stored: Tree, *, known: Known | None = None) -> ActiveConfiguration:
        """The configuration that `hub apply` stored."""
        made = cls(Configuration.model_validate(stored["configuration"]), stored["files"], known=known)
        # Under the name that it was stored by, also where this version of the hub writes out more defaults.
        made.digest = digest(stored)
        return made

    @classmethod
    def empty(cls) -> ActiveConfiguration:
        """The configuration of a hub that nobody has configured yet: base maps, no members."""
        return cls(Configuration.model_validate({"apiVersion": "hub/v1"}), {})

    def system(self, system_id: str) -> SystemConfig | None:
        """One system."""
        return self.configuration.systems.get(system_id)

    def systems_of(self, member_id: str) -> list[str]:
        """The ids of every system of a member."""
        return [system_id for system_id in self.configuration.systems if member_of(system_id) == member_id]

    def target(self, delivery: DeliverTo, document_type: str) -> str:
        """What a document is written in for a delivery: as the agreement says, else what the system's adapter speaks, else `json`."""
        if delivery.as_ is not None:
            return delivery.as_
        system = self.system(delivery.to)
        return self._known.spoken(system.adapter, document_type) if system is not None else JSON

    def agreement(self, agreement_id: str) -> AgreementConfig | None:
        """One agreement."""
        return self.configuration.agreements.get(agreement_id)

    def route(self, sender: str, receiver: str | None, document: str, *, test: bool, values: Values | None = None) -> Route | list[Finding]:
        """The agreement for a document from a system, or the reasons why there is none. Without `values` no condition is asked."""
        return self.routes.find(sender, receiver, document, test=test, values=values)

    def map_for(self, system_id: str | None, message: str, release: str = "") -> CompiledMap | None:
        """The map of a message (`x12/850`) for a system, its overlays and lists included; None when there is none."""
        return self.maps.compiled(system_id, message, release)
