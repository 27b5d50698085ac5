"""Every exception of the hub, grouped by what has to happen next.

A class says who acts; the rule (`X12-104`, `QUE-003`) says what was wrong and is looked up, in English and in
Chinese, in `hub.catalogue`. Nothing here reads a file, so every layer may import it.

>>> Refused("API-001", scheme="Basic").params
{'scheme': 'Basic'}
"""

from __future__ import annotations


class HubError(Exception):
    """A failure with a stable rule id and the values that its message names.

    `rule` is an id of the catalogue; `params` fill the placeholders of its message and fix.
    """

    def __init__(self, rule: str, **params: object) -> None:
        super().__init__(rule, params)
        self.rule = rule
        self.params = params

    def __str__(self) -> str:
        # Developers meet this form in tracebacks and logs; people are shown `hub.catalogue.explain`.
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.rule}({details})"


class Refused(HubError):
    """The sender must change what it sent; the same again will fail again."""


class TryAgain(HubError):
    """Nothing is wrong with the message; the same again may succeed, not sooner than `after` seconds."""

    def __init__(self, rule: str, *, after: float | None = None, **params: object) -> None:
        super().__init__(rule, **params)
        self.after = after


class Unknown(HubError):
    """We cannot tell whether the other side acted: look up before anything is sent again."""


class Misconfigured(HubError):
    """The operator must act: configuration, credentials, maps or lists."""
