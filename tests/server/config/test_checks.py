"""Values that have the right type and still cannot be."""

import tomllib

import pytest
from argon2 import PasswordHasher, Type

from tests.server.world import CHEAP_PASSWORDS
from tui_chat.server.config.checks import check_values
from tui_chat.server.config.config_schema import Config, ConfigError
from tui_chat.server.config.load import from_values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[server]\nauto_join = ['tea']", "The key \"server.auto_join\" holds 'tea'"),
        ("[cluster]\nnode = 1", 'The key "cluster.node" needs "cluster.key"'),
        ("[cluster]\nkey = 'net.key'\nnode = -1", 'The key "cluster.node" must be from 0 to 999.'),
        ("[cluster]\nkey = 'k'\naddress = 'a b'", 'The key "cluster.address" must look like'),
        ("[server]\nname = 'two words'", 'The key "server.name" must be a host name'),
        ("[server]\nname = ''", 'The key "server.name" must be a host name'),
        (f"[server]\nname = '{'x' * 64}'", 'The key "server.name" must be a host name'),
        ("[server]\nnetwork = 'two words'", 'The key "server.network" must be one word.'),
        ("[limits]\nnick = 0", 'The key "limits.nick" must be at least 1.'),
        ("[limits]\nnick = 1000", 'The key "limits.nick" must be at most 64.'),
        ("[server]\nuser_modes = 'x'", 'The key "server.user_modes" may hold the letters'),
        ("[server]\nadmin = ['1', '2', '3', '4']", 'The key "server.admin" may hold up to three'),
        ("[server]\ndescription = ''", 'The key "server.description" must be a line of text.'),
        ("[server]\nicon = 'b.png'", 'The key "server.icon" must be an address'),
        ("[server]\nclient_tags_denied = 'a b'", 'The key "server.client_tags_denied" holds'),
        ("[[operators]]\nname = 'a'\npassword = 'b'", "The operator 'a' needs a hash"),
        ("[server]\nclient_tags_denied = 'a,,b'", 'The key "server.client_tags_denied" holds'),
        ("[server]\nwelcome = '''a\nb'''", 'The key "server.welcome" must be one line'),
        ("[server]\npassword = 'a\tb'", 'The key "server.password" must be one line'),
        ('[server]\nmotd = "\\u0000"', 'The key "server.motd" holds a character'),
        ("[limits]\nchannels = 1\n[server]\nauto_join = ['#a', '#b']", "holds 2 channels"),
        ("[history]\nkeep_days = 1e300", 'The key "history.keep_days" must be at most 1000000'),
        ("[accounts]\nhash_cost = 1000000", 'The key "accounts.hash_cost" must be at most 100.'),
        ("[accounts]\nshortest_password = 1000", '"accounts.shortest_password" must be at most'),
        ("[accounts]\nallow = ['ana lima']", "\"accounts.allow\" holds 'ana lima'"),
        ("[files]\nurl = 'http://chat.example/files'", 'The key "files.url" must be an address'),
        ("[files]\nurl = 'https://chat.example'", 'The key "files.url" must be an address'),
        ("[files]\nurl = 'https://chat.example/a b'", 'The key "files.url" must be an address'),
        ("[files]\nurl = 'https://chat.example/files'", 'The key "files.url" needs a place with'),
        ("[files]\ntypes = ['image']", "The key \"files.types\" holds 'image'"),
        ("[files]\nsize = -1", 'The key "files.size" must be at least 0.'),
        ("[files]\nkeep_days = 1e300", 'The key "files.keep_days" must be at most 1000000'),
        ("[history]\npage = 0", 'The key "history.page" must be at least 1.'),
        ("[history]\nkeep_days = -1", 'The key "history.keep_days" must be at least 0.'),
        ("[history]\nkeep_days = nan", 'The key "history.keep_days" must be at least 0.'),
        ("[accounts]\nmost = 0", 'The key "accounts.most" must be at least 1.'),
        ("[accounts]\nnicks = -1", 'The key "accounts.nicks" must be at least 0.'),
    ],
)
def test_what_cannot_be_is_one_sentence_with_its_key(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_values(tomllib.loads(text))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


RIGHT = (
    "$argon2id$v=19$m=8,t=1,p=1$TQrdC6XP+Qs28ukDHMgrlQ$/fLj8DwX2FXeACIteWyTDb+YI5oIQdJTrS+LZ+onYVU"
)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("name", "", "needs a name of one word"),
        ("name", "two words", "needs a name of one word"),
        ("password", RIGHT[:-35], "needs a hash"),
        ("password", RIGHT.replace("v=19", "v=x"), "needs a hash"),
        ("password", RIGHT.replace("m=8", "m=99999999"), "takes too much work"),
        ("password", RIGHT.replace("t=1", "t=9999"), "takes too much work"),
        ("password", RIGHT.replace("p=1", "p=9"), "none that can be checked"),
        ("hosts", [], "needs masks"),
        ("hosts", ["192.0.2.*"], "needs masks"),
    ],
)
def test_an_operator_who_could_never_be_one_is_told(key: str, value: object, words: str) -> None:
    good = {"name": "root", "password": RIGHT}
    assert from_values({"operators": [good]}).operators
    with pytest.raises(ConfigError, match=words):
        from_values({"operators": [{**good, key: value}]})


def test_two_operators_of_one_name_are_told() -> None:
    with pytest.raises(ConfigError, match="several operators 'root'"):
        from_values({"operators": [{"name": "root", "password": RIGHT}] * 2})


@pytest.mark.parametrize("kind", Type)
@pytest.mark.parametrize(("passes", "memory", "ways"), [(1, 8, 1), (3, 64, 4)])
def test_every_hash_that_can_be_checked_is_taken(
    kind: Type, passes: int, memory: int, ways: int
) -> None:
    made = PasswordHasher(passes, memory, ways, type=kind).hash("sesame")
    (operator,) = from_values({"operators": [{"name": "root", "password": made}]}).operators
    assert CHEAP_PASSWORDS.is_right("sesame", operator.password)


def test_all_that_is_wrong_is_told_at_once() -> None:
    values = {
        "server": {"nam": "x", "network": "two words"},
        "listen": {"port": 70000, "plain": "maybe", "origins": ["chat.example"]},
        "limits": {"nick": 0, "topic": "long"},
        "operators": [{"name": "root"}],
        "tls": {"certificat": "a.pem", "key": "b.pem"},
    }
    with pytest.raises(ConfigError) as caught:
        from_values(values)
    told = caught.value.sentences
    assert len(told) == 9
    for words in (
        'Unknown key "server.nam": did you mean "name"',
        '"server.network" must be one word',
        '"listen.port" must be from 0 to 65535',
        '"listen.plain" is not right: it must be one of true, false, "loopback"',
        "\"listen.origins\" holds 'chat.example': a page's origin is written",
        '"limits.nick" must be at least 1',
        '"limits.topic" is not right: it must be a whole number, not a text in quotes',
        '"operators.password" is missing',
        'Unknown key "tls.certificat": did you mean "certificate"',
    ):
        assert sum(words in one for one in told) == 1, words
    assert values["server"] == {"nam": "x", "network": "two words"}


def test_the_defaults_can_be() -> None:
    check_values(Config())


@pytest.mark.parametrize("key", ["hash_cost", "nicks", "fingerprints"])
def test_of_some_things_there_may_be_none(key: str) -> None:
    assert getattr(from_values({"accounts": {key: 0}}).accounts, key) == 0
