"""Every refusal of a nickname says its reason, on the way in and afterwards."""

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.events import NickRefused

REFUSALS = [
    ("433 {to} ana :Nickname is already in use", '"ana" is taken.'),
    ("433 {to} anä :Nickname looks like ana, which is in use", "looks too much like"),
    ("433 {to} ana :Nickname is kept for somebody else's account", "log in first."),
    ("433 {to} ana :Nickname is reserved by a different account", "log in first."),
    ("436 {to} ana :Nickname collision KILL", '"ana" is taken.'),
    ("437 {to} ana :Nick is temporarily unavailable", "not available for now."),
    ("432 {to} ana9 :Nickname is too long (at most 3)", "at most 3 characters."),
    ("432 {to} 7ana :Erroneous nickname", "can't begin with a digit."),
    ("432 {to} -ana :Erroneous nickname", "can't begin with a hyphen."),
    ("432 {to} an.a :Erroneous nickname", "can't contain . on this server."),
    ("432 {to} joão :Erroneous Nickname", "can't contain ã on this server."),
    ("432 {to} root :Erroneous nickname", '"root" can\'t be used on this server.'),
    ("432 {to} root :Nobody is root", '"root" can\'t be used: Nobody is root'),
    ("432 {to} NickServ :Reserved for services", '"NickServ" is reserved'),
    ("484 {to} :Your connection is restricted!", "your connection is restricted."),
    ("FAIL NICK NICKNAME_RESERVED ana :Kept for an account", "log in first."),
    ("FAIL NICK NICKNAME_UGLY ana :Too ugly", '"ana" can\'t be used: Too ugly'),
]


def line(form: str, to: str) -> str:
    return form if form.startswith("FAIL") else f":irc {form.format(to=to)}"


@pytest.mark.parametrize(("form", "reason"), REFUSALS)
def test_on_the_way_in_the_reason_comes_with_another_name(form: str, reason: str) -> None:
    talk = Talk()
    talk.connects()
    talk.hears(line(form, "*"))
    (event,) = talk.happened()
    assert isinstance(event, NickRefused)
    assert reason in event.reason
    assert event.proposal != event.nick


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        *REFUSALS,
        ("447 {to} #tea :Cannot change nickname", "while you are in #tea."),
        ("447 {to} :Can not change nickname while on #tea (+N)", "while you are in #tea."),
        ("435 {to} bia #tea :Cannot change nickname while banned", "#tea"),
        ("438 {to} bia :Nick change too fast", "too fast"),
    ],
)
def test_afterwards_it_is_told_once_and_no_name_is_taken_instead(
    talk: Talk, form: str, reason: str
) -> None:
    talk.session.change_nick("bia")
    talk.sent()
    talk.hears(line(form, "ana"))
    (text,) = talk.refused()
    assert reason in text
    assert talk.sent() == []
    assert talk.session.nick == "ana"


def test_the_servers_own_limit_tells_what_is_too_long() -> None:
    talk = Talk.entered(isupport="NICKLEN=9")
    talk.session.change_nick("maria_joaquina")
    talk.hears(":irc 432 ana maria_joaquina :Erroneous nickname")
    assert talk.refused() == ["Nicknames can have at most 9 characters."]


@pytest.mark.parametrize(
    ("text", "proposal"),
    [("Nickname is too long (at most 30)", "a" * 30), ("Nickname is too long", "a" * 9)],
)
def test_a_name_that_is_too_long_is_cut_to_what_the_server_allows(text: str, proposal: str) -> None:
    talk = Talk()
    talk.connects()
    talk.hears(f":irc 432 * {'a' * 40} :{text}")
    (event,) = talk.happened()
    assert isinstance(event, NickRefused)
    assert event.proposal == proposal
