"""The guard: which addresses and URLs may be connected to, in every notation an attacker has tried."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import Misconfigured
from hub.transports.guard import check_addresses, check_url, refusal

PUBLIC = ["8.8.8.8", "1.1.1.1", "223.5.5.5", "172.32.0.1", "2606:4700::1111", "2400:3200::1", "100.128.0.1"]
PRIVATE = ["127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "::1", "fd12:3456::1"]
NEVER = [
    "0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.0.23", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254",
    "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "203.0.113.9", "192.88.99.1",
    "::", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "64:ff9b:1::a00:1", "2001:db8::1", "2001:0:a00:1::1", "100::1", "4000::1", "5f00::1",
]  # fmt: skip
# The same IPv4 address in the IPv6 forms that carry one.
WRAPPED = ["::ffff:{v4}", "::ffff:0:{v4}", "::{v4}", "64:ff9b::{v4}", "2606:4700::5efe:{v4}", "2606:4700::200:5efe:{v4}"]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_open(address):
    assert refusal(address, private=False) is None


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_need_the_operators_word(address):
    assert refusal(address, private=False) in ("private", "loopback")
    assert refusal(address, private=True) is None


@pytest.mark.parametrize("address", [*NEVER, "", "nonsense", "1.2.3", "0x7f.1"])
def test_some_addresses_nobody_may_open(address):
    assert refusal(address, private=True) is not None
    assert refusal(address, private=False) is not None


@pytest.mark.parametrize("form", WRAPPED)
@pytest.mark.parametrize("v4", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "8.8.8.8"])
def test_an_address_inside_an_address_counts(form, v4):
    wrapped = form.format(v4=v4)

    for private in (False, True):
        assert refusal(wrapped, private=private) == refusal(v4, private=private)


def test_6to4_counts_as_what_it_carries():
    assert refusal("2002:a00:1::", private=False) == "private"
    assert refusal("2002:808:808::", private=False) is None


@given(st.ip_addresses(v=4))
def test_the_guard_is_never_laxer_than_the_standard_library(address):
    if refusal(address, private=False) is None:
        assert address.is_global
        assert not address.is_multicast


@given(st.ip_addresses(v=6))
def test_open_ipv6_is_global_unicast(address):
    if refusal(address, private=False) is None:
        assert address in ipaddress.ip_network("2000::/3") or address in ipaddress.ip_network("64:ff9b::/96") or int(address) >> 48 == 0


def test_one_bad_address_among_good_ones_is_refused():
    with pytest.raises(Misconfigured) as refused:
        check_addresses("erp.example", ["8.8.8.8", "10.0.0.1"], private=False)

    assert refused.value.params == {"host": "erp.example", "address": "10.0.0.1", "kind": "private"}


GOOD_URLS = [
    "https://erp.example/orders", "http://erp.example:8080/", "https://xn--fiq228c.example/a?b=c", "https://8.8.8.8/", "https://[2606:4700::1111]/",
    "https://a_b.example/", "https://erp.example./",
]  # fmt: skip
BAD_URLS = [
    "ftp://erp.example/", "file:///etc/passwd", "gopher://erp.example/", "//erp.example/", "erp.example/orders", "", "http://", "http:///x",
    "https://user:secret@erp.example/", "https://user@erp.example/", "https://@erp.example/", "http://erp.example@127.0.0.1/",
    "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://0x7f.1/", "http://127.0.0.1./", "http://1.2.3.4.5/",
    "http://127。0。0.1/", "http://①②⑦.0.0.1/", "http://erp.example\\@evil.example/", "http://erp.exa mple/", "http://erp.example\n/",
    "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1%25eth0]/", "http://169.254.169.254/latest/meta-data",
    "http://erp.example:99999/", "http://erp.example:x/", "http://-bad.example/", "http://a..example/", "http://[::1/", "http://erp.example:0/",
]  # fmt: skip


@pytest.mark.parametrize("url", GOOD_URLS)
def test_plain_urls_pass(url):
    assert str(check_url(url, private=False)) == url


@pytest.mark.parametrize("url", BAD_URLS)
def test_odd_urls_do_not(url):
    with pytest.raises(Misconfigured) as refused:
        check_url(url, private=False)

    assert refused.value.rule in ("NET-001", "NET-002")
    assert "secret" not in str(refused.value)


def test_private_opens_loopback_but_not_metadata():
    assert check_url("http://127.0.0.1:8080/", private=True).port == 8080
    with pytest.raises(Misconfigured):
        check_url("http://169.254.169.254/", private=True)


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_refused(text):
    for candidate in (text, f"http://{text}", f"https://{text}/"):
        try:
            url = check_url(candidate, private=False)
        except Misconfigured:
            continue
        assert url.scheme in ("http", "https")
        assert url.raw_user is None
