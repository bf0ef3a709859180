import pytest

from tui_chat.server.core.settings import AccountPolicy, HistoryPolicy, Settings
from tui_chat.server.core.state.welcome_numerics import Greeting, features
from tui_chat.wire.isupport import MAX_TOKENS
from tui_chat.wire.names import Casemapping


def test_features_say_what_holds() -> None:
    announced = features(Settings())
    assert announced["CASEMAPPING"] == "ascii"
    assert announced["STATUSMSG"] == "~&@%+"
    assert announced["NICKLEN"] == "30"
    assert {"KICK:", "NAMES:10", "LIST:10", "PRIVMSG:4"} <= set(
        (announced["TARGMAX"] or "").split(",")
    )


@pytest.mark.parametrize(
    ("policy", "needed"),
    [
        (AccountPolicy(), False),
        (AccountPolicy(required=True), True),
        (AccountPolicy(allow=("ana",)), True),
    ],
)
def test_who_must_have_an_account_is_told_so(policy: AccountPolicy, needed: bool) -> None:
    assert ("draft/ACCOUNTREQUIRED" in features(Settings(accounts=policy))) is needed


def test_the_networks_picture_is_named() -> None:
    assert features(Settings(icon="https://a/b.png"))["draft/ICON"] == "https://a/b.png"
    assert "draft/ICON" not in features(Settings())


def test_no_list_and_no_rate_ends_a_connection() -> None:
    announced = features(Settings())
    assert [announced[name] for name in ("SAFELIST", "SAFERATE", "soju.im/SAFERATE")] == [None] * 3


@pytest.mark.parametrize(
    ("settings", "token", "value"),
    [
        (Settings(history=HistoryPolicy(page=50)), "CHATHISTORY", "50"),
        (Settings(casemapping=Casemapping.PRECIS), "UTF8MAPPING", "rfc8265"),
        (Settings(roleplay=True), "RPCHAN", "E"),
        (Settings(client_tags_denied="*,-typing"), "CLIENTTAGDENY", "*,-typing"),
    ],
)
def test_what_is_switched_on_is_announced(settings: Settings, token: str, value: str) -> None:
    assert features(settings)[token] == value


@pytest.mark.parametrize(
    "token", ["UTF8MAPPING", "RPCHAN", "CLIENTTAGDENY", "draft/ICON", "draft/ACCOUNTREQUIRED"]
)
def test_what_is_not_switched_on_is_not(token: str) -> None:
    assert token not in features(Settings())


def test_where_nothing_is_kept_no_history_is_announced() -> None:
    announced = features(Settings(history=HistoryPolicy(kept=False)))
    assert not {"CHATHISTORY", "MSGREFTYPES"} & announced.keys()


def test_all_features_are_told_in_lines_of_no_more_than_allowed() -> None:
    made = Greeting(Settings())
    assert all(0 < len(lot) <= MAX_TOKENS for lot in made.features)
    names = [token.partition("=")[0] for lot in made.features for token in lot]
    assert names == list(features(Settings()))
    assert len(made.what_we_can.split("\n")) == len(made.features)


def test_the_modes_are_announced_once_each() -> None:
    *_, user_modes, channel_modes, with_parameter = Greeting(Settings()).who_we_are("").split()
    for modes in (user_modes, channel_modes, with_parameter):
        assert len(set(modes)) == len(modes)
    assert set(with_parameter) <= set(channel_modes)
