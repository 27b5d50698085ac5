"""Keys by which the same lead is known again: its number at the source, and salted hashes of e-mail, phone and company.

Nothing about a person can be read from a key, and keys of two members with different salts cannot be compared (HMAC-SHA256).

>>> [key["kindCode"] for key in dedupe_keys({"id": "1", "contact": [{"email": [{"value": "a@lanmei.example"}]}]}, b"salt")]
['emailHash', 'companyDomainHash']
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from typing import Any

from hub.model.people import email, phone

# Hosts that give mail to anybody: their name says nothing about a company.
PUBLIC_HOSTS = frozenset(
    (
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "aol.com",
        "gmx.de",
        "web.de",
        "mail.ru",
        "yandex.ru",
        "proton.me",
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "139.com",
        "189.cn",
        "aliyun.com",
    )
)


def dedupe_keys(lead: Mapping[str, Any], salt: bytes) -> list[dict[str, str]]:
    """The keys of a lead (JSON values), each once, in the order of their weight. `salt`: the member's own, never empty."""
    if not salt:
        raise ValueError("keys without a salt can be guessed")
    found = [
        *(("sourceID", f"{platform}:{number}") for platform, number in _source(lead)),
        *(("emailHash", _hashed(salt, "email", address)) for address in _emails(lead)),
        *(("phoneHash", _hashed(salt, "phone", number)) for number in _phones(lead)),
        *(("companyDomainHash", _hashed(salt, "domain", domain)) for domain in _domains(lead)),
        *(("usccCategoryHash", _hashed(salt, "uscc", f"{uscc}+{category}")) for uscc, category in _companies(lead)),
    ]
    return [{"kindCode": kind, "value": value} for kind, value in dict.fromkeys(found)]


def _hashed(salt: bytes, kind: str, text: str) -> str:
    return hmac.new(salt, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()


def _source(lead: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    platform = lead.get("source", {}).get("platform")
    if platform is not None:
        yield platform, lead.get("sourceLeadID") or lead["id"]


def _ways(lead: Mapping[str, Any], name: str) -> Iterator[Mapping[str, str]]:
    for person in lead.get("contact", ()):
        yield from person.get(name, ())


def _emails(lead: Mapping[str, Any]) -> Iterator[str]:
    for way in _ways(lead, "email"):
        address = way.get("value") or email(way.get("raw", ""))
        if address is not None:
            yield address.lower()  # two spellings of one mailbox are one person


def _phones(lead: Mapping[str, Any]) -> Iterator[str]:
    for way in _ways(lead, "phone"):
        number = way.get("value") or phone(way.get("raw", ""))
        if number is not None:
            yield number


def _domains(lead: Mapping[str, Any]) -> Iterator[str]:
    website = lead.get("buyer", {}).get("website")
    if website is not None:
        host = website.lower().partition("://")[2] or website.lower()
        host = host.partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0].removeprefix("www.")
        if "." in host:
            yield host
    yield from (host for host in (address.rpartition("@")[2] for address in _emails(lead)) if host not in PUBLIC_HOSTS)


def _companies(lead: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    buyer = lead.get("buyer", {})
    numbers = [*buyer.get("partyIdentification", ()), buyer.get("partyLegalEntity", {}).get("companyID", {})]
    categories = [code["value"] for interest in lead.get("interest", ()) for code in interest.get("category", ())]
    for number in numbers:
        if number.get("schemeID") == "CN:USCC":
            yield from ((number["value"].upper(), category) for category in categories)
