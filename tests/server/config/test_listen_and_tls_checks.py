"""Places to listen on that nobody could come in by."""

import pytest

from tui_chat.server.config.config_schema import ConfigError
from tui_chat.server.config.load import from_values


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"port": 65536}, '"listen.port" must be from 0'),
        ({"host": "a\0b"}, '"listen.host" holds a character that no name has'),
        ({"path": "a\0b"}, '"listen.path" holds a character'),
        ({"certificate": "a\0b", "key": "b"}, '"listen.certificate" holds a character'),
        ({"certificate": "a"}, '"listen.certificate" and "listen.key" go together'),
        ({"certificate": "a", "key": "b", "tls": False}, 'needs "listen.tls" to be true'),
        ({"tls": False, "plain": False}, '"listen.tls" and "listen.plain" let nobody in'),
        ({"proxy": "required", "proxy_from": []}, '"listen.proxy_from" let nobody in'),
        ({"proxy_from": ["10.0.0.1/8"]}, '"listen.proxy_from" is not right'),
        ({"origins": ["https://chat.example/page"]}, "holds 'https://chat.example/page'"),
        ({"origins": ["chat.example"]}, "holds 'chat.example'"),
    ],
)
def test_what_lets_nobody_in_is_told(values: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=None) as caught:
        from_values({"listen": values})
    assert words in str(caught.value)
    assert len(caught.value.sentences) == 1
    with pytest.raises(ConfigError):
        from_values({"also_listen": [values]})


def test_both_protocols_and_one_of_them_are_not_both_listened_to_on_one_port() -> None:
    for hosts in (("::", "0.0.0.0"), ("0.0.0.0", "::")):  # noqa: S104 - not bound
        first, second = ({"host": host, "port": 7000} for host in hosts)
        with pytest.raises(ConfigError, match=r'place with "0\.0\.0\.0" and port 7000'):
            from_values({"listen": first, "also_listen": [second]})
        from_values({"listen": first, "also_listen": [second | {"port": 7001}]})
        from_values({"listen": first | {"port": 0}, "also_listen": [second | {"port": 0}]})


@pytest.mark.parametrize("origin", ["*", "null", "https://chat.example:8080", "app://chat/"])
def test_an_origin_as_browsers_write_it_is_taken(origin: str) -> None:
    assert from_values({"listen": {"origins": [origin]}}).listen.origins == (origin,)


def test_nobody_is_sent_to_a_certificate_that_no_place_shows() -> None:
    tls = {"certificate": "a", "key": "b"}
    from_values({"sts": {"port": 6697}, "tls": tls})
    for listen in ({}, {"tls": False, "certificate": ""}):
        with pytest.raises(ConfigError, match=r"sts\.port"):
            from_values({"sts": {"port": 6697}, "listen": listen, "tls": tls if listen else {}})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ssh": True, "websocket": True}, '"also_listen.ssh" and "also_listen.websocket"'),
        ({"ssh": True, "lines": "ask"}, '"also_listen.lines" and "also_listen.ssh"'),
        ({"ssh": True, "web": True}, '"also_listen.ssh" and "also_listen.web"'),
        (
            {"lines": "ask", "web": True, "websocket": True},
            '"also_listen.lines" and "also_listen.web" and "also_listen.websocket"',
        ),
        ({"forwarded": True}, '"also_listen.forwarded" is for places with "web" or "websocket"'),
        ({"lines": "telnet"}, "also_listen"),
    ],
)
def test_a_place_is_of_one_kind(values: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_values({"also_listen": [values]})
    assert words in str(caught.value)


def test_browsers_may_speak_irc_beside_the_page() -> None:
    (place,) = from_values(
        {"also_listen": [{"port": 1, "web": True, "websocket": True}]}
    ).also_listen
    assert place.http


@pytest.mark.parametrize("values", [{"ssh": True}, {"lines": "ask"}, {"web": True}])
def test_the_first_place_is_for_clients(values: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match="belongs to"):
        from_values({"listen": values})
    assert from_values({"also_listen": [{**values, "port": 1}]})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"most": 0}, '"visitors.most" must be at least 1'),
        ({"memory_mb": 1}, '"visitors.memory_mb" must be from 64'),
        ({"memory_mb": 1 << 40}, '"visitors.memory_mb" must be from 64'),
        ({"cpu_minutes": 1 << 40}, '"visitors.cpu_minutes" must be at most'),
        ({"idle_minutes": -1}, '"visitors.idle_minutes" must be at least 0'),
        ({"idle_minutes": float("nan")}, '"visitors.idle_minutes" must be at least 0'),
    ],
)
def test_limits_of_visitors_are_sensible(values: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_values({"visitors": values})
    assert words in str(caught.value)
