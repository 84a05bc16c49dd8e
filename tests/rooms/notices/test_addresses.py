"""Where webhooks may lead: the public internet over HTTPS, and nowhere of our own."""

from ipaddress import ip_address

import pytest

from yika.notices.addresses import WebhookAddress, is_public, target


async def public(_: str, __: int) -> list[str]:
    return ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"]


async def nowhere(_: str, __: int) -> list[str]:
    return []


async def split(_: str, __: int) -> list[str]:
    return ["93.184.216.34", "10.0.0.5"]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.1"),
        *("100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
        *("2002:7f00:1::", "2001:db8::1", "64:ff9b::7f00:1"),
    ],
)
def test_no_address_of_ours_is_public(address: str):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111"])
def test_an_address_of_the_internet_is_public(address: str):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://example.com/", "scheme"),
        ("ftp://example.com/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https://user:secret@example.com/", "credentials"),
        ("https:///x", "form"),
        ("https://exa mple.com/", "form"),
        ("https://例子.example/", "form"),
        ("https://127.0.0.1/", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("https://localhost/", "private"),
        ("https://2130706433/", "private"),
        ("https://0x7f.1/", "private"),
        (f"https://example.com/{'x' * 2000}", "form"),
    ],
)
async def test_a_webhook_leads_neither_home_nor_by_another_way(url: str, problem: str):
    with pytest.raises(WebhookAddress) as found:
        await target(url, sandbox=False)
    assert found.value.facts["problem"] == problem


async def test_the_very_address_that_was_checked_is_the_one_connected_to():
    found = await target("https://hooks.example:8443/a?b=c", sandbox=False, resolve=public)
    assert str(found.url) == "https://93.184.216.34:8443/a?b=c"
    assert (found.host, found.name) == ("hooks.example:8443", "hooks.example")
    for resolve, problem in ((split, "private"), (nowhere, "unknown_host")):
        with pytest.raises(WebhookAddress) as no:
            await target("https://hooks.example/", sandbox=False, resolve=resolve)
        assert no.value.facts["problem"] == problem


async def test_in_the_sandbox_a_webhook_may_lead_to_this_machine():
    found = await target("http://127.0.0.1:9000/hook", sandbox=True)
    assert (str(found.url), found.name) == ("http://127.0.0.1:9000/hook", None)
