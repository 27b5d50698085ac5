"""What an adapter promises of its settings and its secrets: closed, described, refused where wrong, and shown nowhere.

Example: `class TestSettings(SettingsKit): adapter = Mine(); settings = {"company": "1"}; wrong = ({"company": ""},)`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import ValidationError

from hub.adapters.base import Adapter, Http, Request, Send, Signing

HIDDEN = "5up3r-s3cret-of-the-kit"
AT = 1_790_000_000


class SettingsKit:
    """Set `adapter`, `settings` that are right, and some that are `wrong`. `secret_settings`: the names of those that refer to secrets;
    `hidden`: what such a secret may look like, where the system's has a form.
    """

    adapter: ClassVar[Adapter]
    settings: ClassVar[Mapping[str, Any]] = {}
    wrong: ClassVar[Sequence[Mapping[str, Any]]] = ()
    secret_settings: ClassVar[Sequence[str]] = ()
    hidden: ClassVar[str] = HIDDEN
    requests: ClassVar[Sequence[Request]] = (
        Http("GET", "a/b?c=d"),
        Http("POST", "a", {"x": "y"}, b"{}"),
        Send(b"{}", "text/plain", "n", "k"),
    )

    def test_its_settings_have_a_schema(self) -> None:
        schema = self.adapter.settings_model.model_json_schema()
        assert json.loads(json.dumps(schema)).get("type") == "object"

    def test_each_setting_says_what_it_is(self) -> None:
        for name, field in self.adapter.settings_model.model_fields.items():
            assert field.description, name

    def test_the_right_settings_are_taken(self) -> None:
        made = type(self.adapter)(self.adapter.settings_model.model_validate(self.settings))
        assert made.name == self.adapter.name

    def test_a_misspelt_setting_is_refused(self) -> None:
        assert self._refused({**self.settings, "no_such_setting_at_all": "x"})

    def test_wrong_settings_are_refused(self) -> None:
        for settings in self.wrong:
            assert self._refused({**self.settings, **settings}), settings

    def test_no_secret_stands_in_a_repr(self) -> None:
        assert self.hidden not in repr(self._signing())
        assert self.hidden not in repr(self.adapter.settings)

    def test_a_signature_depends_on_nothing_but_what_it_is_given(self) -> None:
        for request in self.requests:
            assert dict(self.adapter.sign(request, self._signing())) == dict(self.adapter.sign(request, self._signing()))

    def test_a_signature_does_not_show_the_secret(self) -> None:
        for request in self.requests:
            assert self.hidden not in str(dict(self.adapter.sign(request, self._signing())))

    def _signing(self) -> Signing:
        return Signing("https://host.example/a/b?c=d", AT, "0123456789abcdef", dict.fromkeys(self.secret_settings, (self.hidden,)))

    def _refused(self, settings: Mapping[str, Any]) -> bool:
        try:
            self.adapter.settings_model.model_validate(settings)
        except ValidationError:
            return True
        return False
