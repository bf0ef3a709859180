"""Values that have the right type and still cannot be."""

import tomllib

import pytest

from tui_chat.server.config.checks import check_values
from tui_chat.server.config.load import from_values
from tui_chat.server.config.sections import Config, ConfigError


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[server]\nauto_join = ['tea']", "The key \"server.auto_join\" holds 'tea'"),
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


def test_the_defaults_can_be() -> None:
    check_values(Config())


@pytest.mark.parametrize("key", ["hash_cost", "nicks", "fingerprints"])
def test_of_some_things_there_may_be_none(key: str) -> None:
    assert getattr(from_values({"accounts": {key: 0}}).accounts, key) == 0
