"""Which web pages may come in."""

import pytest

from tui_chat.server.transport.origins import Origins


@pytest.mark.parametrize(
    ("origins", "host"),
    [
        ([], "127.0.0.1:6667"),
        (["http://127.0.0.1:8000"], "127.0.0.1:6667"),
        (["http://localhost:8000"], "localhost:6667"),
        (["http://LocalHost"], "LOCALHOST:6667"),
        (["https://chat.example"], "chat.example"),
        (["https://[2001:db8::1]:8443"], "[2001:db8::1]:6667"),
    ],
)
def test_pages_of_our_own_host_may_come(origins: list[str], host: str) -> None:
    assert Origins((), ("chat.example",)).allow(origins, host)


@pytest.mark.parametrize(
    ("origins", "host"),
    [
        (["https://evil.example"], "127.0.0.1:6667"),
        (["https://evil.example"], "localhost:6667"),
        # DNS rebinding: the browser takes our address for that of the page.
        (["http://evil.example:6667"], "evil.example:6667"),
        (["null"], "127.0.0.1:6667"),
        (["file://"], "127.0.0.1:6667"),
        ([""], ""),
        (["http://["], "["),
        (["http://127.0.0.1", "http://evil.example"], "127.0.0.1"),
        (["http://localhost.evil.example"], "localhost"),
        (["http://127.0.0.1@evil.example"], "127.0.0.1"),
        (["http://192.0.2.7"], "127.0.0.1"),
    ],
)
def test_pages_of_other_hosts_may_not(origins: list[str], host: str) -> None:
    assert not Origins((), ("chat.example",)).allow(origins, host)


def test_what_the_configuration_names_may_come_and_nothing_else() -> None:
    some = Origins(("https://chat.example/", "null"))
    assert some.allow(["https://Chat.example"], "127.0.0.1")
    assert some.allow(["null"], "127.0.0.1")
    assert not some.allow(["http://127.0.0.1"], "127.0.0.1")
    assert not some.allow(["https://chat.example:444"], "127.0.0.1")
    assert Origins(("*",)).allow(["https://evil.example"], "127.0.0.1")
    usual = Origins(("https://chat.example:443", "http://chat.example:80", "http://a.example:443"))
    assert usual.allow(["https://chat.example"], "127.0.0.1")
    assert usual.allow(["http://chat.example"], "127.0.0.1")
    assert not usual.allow(["http://a.example"], "127.0.0.1")
