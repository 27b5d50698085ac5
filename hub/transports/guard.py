"""Where the hub may connect to: every URL and every address is checked before a byte leaves.

It opens nothing itself. Addresses that lead back into the hub's own network are refused unless the system's
configuration says `private: true`; cloud metadata, link-local and multicast are refused always.

>>> refusal("169.254.169.254", private=True), refusal("10.0.0.1", private=True), refusal("::ffff:10.0.0.1", private=False)
('link-local', None, 'private')
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from yarl import URL

from hub.errors import Misconfigured

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Services of cloud hosts that hand out credentials; two of them sit on addresses that look public or merely private.
_METADATA: Final = frozenset(
    ipaddress.ip_address(text) for text in ("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")
)

# What an operator may open with `private: true`.
_PRIVATE: Final[tuple[tuple[str, str], ...]] = (
    ("127.0.0.0/8", "loopback"),
    ("10.0.0.0/8", "private"),
    ("172.16.0.0/12", "private"),
    ("192.168.0.0/16", "private"),
    ("100.64.0.0/10", "private"),  # RFC 6598, carrier-grade NAT
    ("::1/128", "loopback"),
    ("fc00::/7", "private"),
)

# What no configuration opens. IANA special-purpose registries; "reserved" also covers documentation and tests.
_NEVER: Final[tuple[tuple[str, str], ...]] = (
    ("0.0.0.0/8", "unspecified"),
    ("169.254.0.0/16", "link-local"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("192.0.0.0/24", "reserved"),
    ("192.0.2.0/24", "reserved"),
    ("192.88.99.0/24", "reserved"),
    ("198.18.0.0/15", "reserved"),
    ("198.51.100.0/24", "reserved"),
    ("203.0.113.0/24", "reserved"),
    ("::/128", "unspecified"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "link-local"),
    ("ff00::/8", "multicast"),
    ("64:ff9b:1::/48", "reserved"),  # RFC 8215: a local NAT64, whose inside we cannot know
    ("2001::/32", "reserved"),  # Teredo
    ("2001:db8::/32", "reserved"),
    ("3fff::/20", "reserved"),
    ("100::/64", "reserved"),
)


def _networks(rows: tuple[tuple[str, str], ...]) -> tuple[tuple[Network, str], ...]:
    return tuple((ipaddress.ip_network(text), kind) for text, kind in rows)


_PRIVATE_NETWORKS: Final = _networks(_PRIVATE)
_NEVER_NETWORKS: Final = _networks(_NEVER)
_GLOBAL_V6: Final = ipaddress.ip_network("2000::/3")

# IPv6 forms that end in an IPv4 address: (network, bits to shift right). A packet to them may end at that address.
_EMBEDDED: Final = tuple(
    (ipaddress.IPv6Network(text), shift)
    for text, shift in (
        ("::ffff:0:0/96", 0),  # IPv4-mapped
        ("::ffff:0:0:0/96", 0),  # IPv4-translated, RFC 2765
        ("::/96", 0),  # IPv4-compatible
        ("64:ff9b::/96", 0),  # NAT64, RFC 6052
        ("2002::/16", 80),  # 6to4
    )
)
_ISATAP: Final = (0x0000_5EFE, 0x0200_5EFE)

# A host whose last label is a number is an IPv4 address to many resolvers, in shapes nobody means: 0x7f.1, 2130706433.
_NUMBER: Final = re.compile(r"(?:0[xX][0-9A-Fa-f]*|[0-9]+)\.?")
_NAME: Final = re.compile(
    r"(?=.{1,253}\.?$)[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?"
)
_PRINTABLE: Final = re.compile(r"[!-\[\]-~]+")  # no space, no control, no backslash, nothing beyond ASCII


def refusal(address: str | Address, *, private: bool) -> str | None:
    """Why this address must not be connected to, or None if it may."""
    ip = _parsed(address)
    if ip is None:
        return "unreadable"
    if ip in _METADATA:
        return "link-local" if ip.is_link_local else "metadata"
    embedded = _embedded(ip)
    if embedded is not None:
        return refusal(embedded, private=private)
    return _kind(ip, private=private)


def _parsed(address: str | Address) -> Address | None:
    if not isinstance(address, str):
        return address
    try:
        return ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None


def _embedded(ip: Address) -> ipaddress.IPv4Address | None:
    if ip.version == 4 or int(ip) in (0, 1):
        return None
    for network, shift in _EMBEDDED:
        if ip in network:
            return ipaddress.IPv4Address((int(ip) >> shift) & 0xFFFF_FFFF)
    if (int(ip) >> 32) & 0xFFFF_FFFF in _ISATAP:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return None


def _kind(ip: Address, *, private: bool) -> str | None:
    for network, kind in _NEVER_NETWORKS:
        if ip in network:
            return kind
    for network, kind in _PRIVATE_NETWORKS:
        if ip in network:
            return None if private else kind
    return "reserved" if ip.version == 6 and ip not in _GLOBAL_V6 else None


def check_addresses(host: str, addresses: Iterable[str], *, private: bool) -> None:
    """Every address a name resolved to must be allowed; one bad among good ones is an attack or a mistake."""
    for address in addresses:
        kind = refusal(address, private=private)
        if kind is not None:
            raise Misconfigured("NET-002", host=host, address=address, kind=kind)


@lru_cache(4096)  # asked for every delivery, and the answer is in the text; names are looked up and checked each time they are used
def check_url(text: str, *, private: bool) -> URL:
    """The URL as it will be used, or `Misconfigured`: http or https, no credentials, a plain host name or address."""
    if not _PRINTABLE.fullmatch(text):
        raise Misconfigured("NET-001", url=text[:200], why="characters")
    try:
        url = URL(text)
        port = url.port
    except ValueError:
        raise Misconfigured("NET-001", url=text[:200], why="syntax") from None
    if url.scheme not in ("http", "https"):
        raise Misconfigured("NET-001", url=text[:200], why="scheme")
    if "@" in re.split(r"[/?#]", text.partition("//")[2], maxsplit=1)[0]:
        raise Misconfigured("NET-001", url=f"{url.scheme}://{url.raw_host}", why="credentials")
    if not url.raw_host or not port:
        raise Misconfigured("NET-001", url=text[:200], why="host")
    check_host(url.raw_host, private=private)
    return url


def check_host(host: str, *, private: bool) -> None:
    """A literal address must be allowed and written canonically; a name must look like one."""
    bare = host.removeprefix("[").removesuffix("]")
    if ":" in bare or _NUMBER.fullmatch(bare.removesuffix(".").rpartition(".")[2]):
        if _parsed(bare) is None or "%" in bare:
            raise Misconfigured("NET-001", url=host, why="host")
        check_addresses(host, [bare], private=private)
    elif not _NAME.fullmatch(bare):
        raise Misconfigured("NET-001", url=host, why="host")
