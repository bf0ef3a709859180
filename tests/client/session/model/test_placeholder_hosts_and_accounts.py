"""What a server does not tell replaces nothing that is known."""

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.session.model.placeholder_hosts_and_accounts import (
    account_of,
    address_of,
    is_placeholder,
    known_or,
)


@pytest.mark.parametrize("value", ["", "*", "*****", "<hidden>", "<key>"])
def test_what_stands_for_a_value_is_none(value: str) -> None:
    assert is_placeholder(value)
    assert known_or(value, "known") == "known"


@pytest.mark.parametrize("value", ["sencha", "0", "*a", "<", "a>"])
def test_a_value_is_a_value(value: str) -> None:
    assert not is_placeholder(value)
    assert known_or(value, "known") == value


def test_nobody_has_the_account_that_stands_for_none() -> None:
    assert [account_of(each) for each in ("*", "0", "bia")] == ["", "", "bia"]


def test_of_an_address_each_part_is_kept_that_is_not_told() -> None:
    assert address_of("b", "host", "x@y") == "b@host"
    assert address_of("*", "host", "x@y") == "x@host"
    assert address_of("b", "<hidden>", "x@y") == "b@y"
    assert address_of("*", "host") == ""


@pytest.mark.parametrize("told", ["+knt *", "+knt 0", "+knt <key>", "+knt", "+nt"])
def test_a_key_that_is_not_told_stays_known(talk: Talk, told: str) -> None:
    talk.session.join("#sec", "pw123")
    talk.joins("#sec")
    talk.hears(f":irc 324 ana #sec {told}")
    assert talk.session.channels == [("#sec", "pw123")]


def test_a_key_that_is_set_anew_and_masked_leaves_the_old_one(talk: Talk) -> None:
    talk.session.join("#sec", "pw123")
    talk.joins("#sec")
    talk.hears(":bia!b@host MODE #sec +k *")
    assert talk.session.channels == [("#sec", "pw123")]
    talk.hears(":bia!b@host MODE #sec +k new")
    assert talk.session.channels == [("#sec", "new")]
    talk.hears(":bia!b@host MODE #sec -k *")
    assert talk.session.channels == [("#sec", "")]


def test_asking_again_into_a_channel_needs_no_key_that_is_known(talk: Talk) -> None:
    talk.session.join("#sec", "pw123")
    talk.session.join("#sec")
    assert talk.sent() == ["JOIN #sec pw123", "JOIN #sec pw123"]


def test_addresses_that_are_hidden_stay_known(tea: Talk) -> None:
    tea.hears(
        ":irc 352 ana #tea b host irc bia H :0 Bia",
        ":irc 352 ana #tea ana me irc ana H :0 Ana",
        ":irc 352 ana #tea * <hidden> irc bia H :0 Bia",
        ":irc 352 ana #tea * * irc ana H :0 Ana",
        ":bia!b@host CHGHOST * *",
    )
    [bia] = [each for each in tea.buffer("#tea").members.values() if each.nick == "bia"]
    assert bia.address == "b@host"
    tea.session.ban("#tea", "bia")
    assert tea.sent()[-1] == "MODE #tea +b *!*@host"


def test_a_welcome_to_nobody_leaves_us_our_name() -> None:
    talk = Talk()
    talk.connects()
    talk.hears(":irc 001 * :Welcome")
    assert talk.session.nick == "ana"


def test_a_channel_without_a_name_is_not_listed(talk: Talk) -> None:
    talk.session.ask_list()
    talk.hears(":irc 322 ana * 3 :", ":irc 322 ana #tea 2 :Tea", ":irc 323 ana :End")
    assert talk.shows("") == ["#tea: 2 people · Tea"]
