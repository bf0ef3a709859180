import pytest

from tui_chat.server.config.config_schema import ConfigError
from tui_chat.server.config.load import from_values

CERTIFIED = {"certificate": "cert.pem", "key": "key.pem"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"listen": {"port": -1}}, 'The key "listen.port" must be from 0 to 65535.'),
        ({"also_listen": [{"port": 70000}]}, 'The key "also_listen.port" must be from 0'),
        ({"also_listen": [{"port": 6667}]}, 'The key "also_listen" holds a place that there is'),
        ({"also_listen": [{"prot": 1}]}, 'Unknown key "also_listen.prot": did you mean "port"?'),
        ({"also_listen": {"port": 1}}, 'The key "also_listen" is not right'),
        ({"listen": {"proxy_from": ["x"]}}, "The key \"listen.proxy_from\" is not right: 'x'"),
        ({"listen": {"proxy": "yes"}}, 'The key "listen.proxy" is not right'),
        ({"listen": {"plain": "yes"}}, 'The key "listen.plain" is not right'),
        ({"listen": {"plain": False, "tls": False}}, '"listen.plain" let nobody in'),
        ({"tls": {"certificate": "x"}}, '"tls.certificate" and "tls.key" go together'),
        ({"listen": {"key": "x"}}, '"listen.certificate" and "listen.key" go together'),
        ({"sts": {"port": 6697}}, 'The key "sts.port" needs "tls.certificate"'),
        ({"sts": {"port": -1}}, '"sts.port" and "sts.duration" must be numbers from 0'),
        ({"metrics": {"port": 70000}}, 'The key "metrics.port" must be from 0 to 65535.'),
        ({"connections": {"total": -1}}, 'The key "connections.total" must be at least 0.'),
        ({"connections": {"exempt": ["1.2.3"]}}, 'The key "connections.exempt" is not right'),
        ({"address_flood": {"burst": 0}}, 'The key "address_flood.burst" must be at least 1.'),
        ({"timeouts": {"handshake": 0}}, 'The key "timeouts.handshake" must be at least 1.'),
        ({"listen": {"proxy": "maybe"}}, 'The key "listen.proxy" is not right'),
    ],
)
def test_a_mistake_is_one_sentence_with_its_key(values: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_values(values)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "values",
    [
        {"listen": {"plain": True}},
        {"listen": {"plain": False}},
        {"listen": {"path": "/run/tui-chat.sock"}},
        {"also_listen": [{"port": 6697}, {"port": 8097, "websocket": True}]},
        {"also_listen": [{"port": 0}, {"port": 0, "websocket": True}]},
        {"tls": CERTIFIED, "sts": {"port": 6697}},
        {"listen": CERTIFIED, "sts": {"port": 6697}},
        {"connections": {"total": 0, "per_address": 0, "burst": 0, "per_second": 0}},
    ],
)
def test_what_makes_sense_is_taken(values: dict[str, object]) -> None:
    assert from_values(values)
