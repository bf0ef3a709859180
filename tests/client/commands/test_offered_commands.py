"""The commands that a person is offered."""

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.commands import TABLE
from tui_chat.client.commands.offered_commands import offered_to
from tui_chat.client.visitor_permissions import EVERYTHING, VISITOR, Abilities

HOSTS = {"share", "unshare"}
INVITERS = {"invite-link"}
MODERATORS = {"kick", "kickban", "unban", "op", "deop", "voice", "devoice", "private"}


@pytest.fixture
def talk() -> Talk:
    talk = Talk.entered()
    talk.joins("#tea", "bia")
    return talk


def left_out(
    talk: Talk, where: str = "#tea", abilities: Abilities = EVERYTHING, *, hosts: bool = False
) -> set[str]:
    offered = offered_to(talk.session, talk.buffer(where), abilities, hosts=hosts)
    return {command.name for command in TABLE if not offered(command)}


def test_a_guest_is_not_offered_what_only_others_may(talk: Talk) -> None:
    assert left_out(talk) == HOSTS | INVITERS | MODERATORS


def test_a_host_shares_and_invites(talk: Talk) -> None:
    assert left_out(talk, hosts=True) == MODERATORS


@pytest.mark.parametrize("mark", ["o", "q", "a", "h"])
def test_an_operator_of_the_open_channel_moderates(talk: Talk, mark: str) -> None:
    talk.hears(":irc 005 ana PREFIX=(qaohv)~&@%+ :are supported")
    talk.hears(f":bia!b@h MODE #tea +{mark} ana", ":bia!b@h PRIVMSG ana :hi")
    assert left_out(talk) == HOSTS | INVITERS
    assert left_out(talk, "bia") == HOSTS | INVITERS | MODERATORS
    talk.hears(f":bia!b@h MODE #tea -{mark} ana")
    assert left_out(talk) == HOSTS | INVITERS | MODERATORS


@pytest.mark.parametrize("told", [":irc 221 ana +iow", ":ana MODE ana +o"])
def test_an_operator_of_a_server_that_has_invitations_makes_them(talk: Talk, told: str) -> None:
    talk.hears(told)
    assert left_out(talk) >= INVITERS, "a server of another kind has none"
    talk.hears(":irc 005 ana INVITATION=operators :are supported")
    assert left_out(talk) == HOSTS | MODERATORS
    talk.hears(":ana MODE ana -o")
    assert left_out(talk) >= INVITERS


def test_members_make_invitations_where_they_may(talk: Talk) -> None:
    talk.hears(":irc 005 ana INVITATION=accounts :are supported")
    assert left_out(talk) >= INVITERS
    talk.hears(":irc 900 ana ana!a@h ana :You are now logged in as ana")
    assert left_out(talk) == HOSTS | MODERATORS


def test_rights_end_with_the_connection(talk: Talk) -> None:
    talk.hears(":irc 005 ana INVITATION=operators :are supported", ":irc 221 ana +o")
    assert not left_out(talk) & INVITERS
    talk.session.disconnected("Lost.", 0.0, retry_in=1.0)
    assert left_out(talk) >= INVITERS


def test_visitors_are_offered_only_what_visitors_may(talk: Talk) -> None:
    assert VISITOR.commands is not None
    every = {command.name for command in TABLE}
    assert left_out(talk, abilities=VISITOR) == every - VISITOR.commands | INVITERS | MODERATORS
