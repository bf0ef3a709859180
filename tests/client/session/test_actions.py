"""Each action of a person is told to the shell, and reaches the server when it can."""

from collections.abc import Callable
from inspect import signature
from typing import Final

import pytest

from tests.client.session.talk import NOON, Talk
from tui_chat.client.events import Network
from tui_chat.client.search_query import SearchQuery
from tui_chat.client.session import Level, Levels, Progress, Rules, Session
from tui_chat.client.session.session import Action, Fact, Query

ACTIONS: Final[dict[str, tuple[object, ...]]] = {
    "_use_rules": (Rules(),),
    "act": ("#tea", "waves", NOON),
    "ask_bans": ("#tea",),
    "ask_list": (),
    "ask_names": ("#tea",),
    "ask_persistence": ("on",),
    "ask_token": ("FILEHOST",),
    "follow_network": (Network("7", "Tea"), NOON),
    "manage_keys": ("LIST",),
    "ask_topic": ("#tea",),
    "ban": ("#tea", "bia"),
    "change_nick": ("anna",),
    "close": ("#tea",),
    "delete": ("#tea", "line", NOON),
    "describe_me": ("status", "here"),
    "discard": ("#tea", 0),
    "edit": ("#tea", "line", "text", NOON),
    "found_in_log": ("text", SearchQuery("text"), []),
    "highlight": ("milk",),
    "ignore": ("bia",),
    "invite": ("caio", "#tea"),
    "invite_by_link": (1, 24),
    "join": ("#milk",),
    "list_invitations": (),
    "keep_log": (),
    "kick": ("#tea", "bia"),
    "log_in": ("ana", "sesame"),
    "use_temporary_nick": ("anna",),
    "mark_all_read": (NOON,),
    "mark_read": ("#tea", NOON),
    "mute": ("bia",),
    "notice": ("#tea", "text", NOON),
    "older": ("#tea",),
    "page_read": ("#tea", []),
    "part": ("#tea",),
    "quit": (),
    "react": ("#tea", "line", "+1", NOON),
    "register": ("sesame",),
    "remember": ({},),
    "restore": ({},),
    "resume": ([],),
    "retry": ("#tea", 0, NOON),
    "revoke_invitation": ("1",),
    "return_to": ([("#milk", "")],),
    "say": ("#tea", "text", NOON),
    "say_to": ("bia", "text", NOON),
    "search": ("text",),
    "send_raw": ("VERSION",),
    "set_away": ("lunch",),
    "set_level": ("#tea", Level.ALL),
    "set_modes": ("#tea",),
    "set_topic": ("#tea", "Assam"),
    "talk_to": ("bia",),
    "tell_stopped": (NOON,),
    "typing": ("#tea", Progress.ACTIVE, NOON),
    "unban": ("#tea", "bia"),
    "silence": ("#tea", "bia", True),
    "ask_silenced": ("#tea",),
    "unhighlight": ("milk",),
    "unignore": ("bia",),
    "unmute": ("bia",),
    "use_levels": (Levels(),),
    "use_password": ("sesame",),
    "verify": ("ana", "1234"),
    "whois": ("bia",),
}
QUERIES: Final[dict[str, tuple[object, ...]]] = {
    "can_delete": ("line",),
    "credentials": (),
    "can_mute": (),
    "is_silenced": ("#tea", "bia"),
    "is_me": ("bia",),
    "ignores": ("bia",),
    "can_edit": ("line",),
    "can_react": ("line",),
    "find": ("#tea",),
    "fold": ("#Tea",),
    "is_catching_up": ("#tea",),
    "is_left": ("#tea",),
    "joining": (),
    "last_audience": ("#tea",),
    "level": ("#tea",),
    "my_description": (),
    "messages_in": ("#tea", "text"),
    "typists": ("#tea", NOON),
    "waiting": (NOON,),
    "usual_level": ("#tea",),
}
CONNECTION: Final = {
    "connected",
    "disconnected",
    "not_sent",
    "ping",
    "receive",
    "take_events",
    "take_outgoing",
    "trust",
    "wait_for_login_no_longer",
    "wait_no_longer",
}
"""The shell calls these: it takes what there is to be sent and shown by itself."""
SETTERS: Final = {"foreground", "on_change", "rules", "sts"}


def call(talk: Talk, name: str, written: tuple[object, ...]) -> None:
    """Call a method; `buffer`, `place` and `line` are those of #tea."""
    tea = talk.buffer("#tea")
    places: dict[str, object] = {"buffer": tea, "place": tea, "line": tea.lines[-1]}
    parameters = list(signature(vars(Session)[name].function).parameters.values())[1:]
    given = [
        (each, places.get(each.name, value))
        for each, value in zip(parameters, written, strict=False)
    ]
    named = {each.name: value for each, value in given if each.kind is each.KEYWORD_ONLY}
    arguments = [value for each, value in given if each.kind is not each.KEYWORD_ONLY]
    getattr(talk.session, name)(*arguments, **named)


@pytest.fixture
def noted(tea: Talk) -> tuple[Talk, list[str]]:
    """In #tea, where bia has said something; and the changes that are told from now on."""
    tea.hears("@msgid=1 :bia!b@host PRIVMSG #tea :hello")
    tea.happened()
    changes: list[str] = []
    tea.session.on_change = lambda: changes.append("changed")
    return tea, changes


@pytest.mark.parametrize("name", ACTIONS)
def test_each_action_is_told_once(noted: tuple[Talk, list[str]], name: str) -> None:
    talk, changes = noted
    call(talk, name, ACTIONS[name])
    assert changes == ["changed"]


@pytest.mark.parametrize("name", QUERIES)
def test_a_question_changes_nothing_that_the_shell_must_take(
    noted: tuple[Talk, list[str]], name: str
) -> None:
    talk, changes = noted
    call(talk, name, QUERIES[name])
    assert changes == []
    assert talk.sent() == []
    assert talk.happened() == []


def test_all_that_a_session_does_is_an_action_or_a_query_or_the_connection_s() -> None:
    kinds: dict[type, set[str]] = {Action: set(), Query: set(), Fact: set(), property: set()}
    others: set[str] = set()
    for name, value in vars(Session).items():
        if not name.startswith("__"):
            kinds.get(type(value), others).add(name)
    assert kinds[Action] == set(ACTIONS)
    assert kinds[Query] == set(QUERIES)
    assert others == CONNECTION
    settable = {name for name in kinds[property] if getattr(Session, name).fset is not None}
    assert settable == SETTERS


def test_new_rules_are_told_too(noted: tuple[Talk, list[str]]) -> None:
    talk, changes = noted
    talk.session.rules = Rules()
    assert changes == ["changed"]


@pytest.mark.parametrize(
    "act",
    [
        lambda session: session.kick("#tea", "bia"),
        lambda session: session.part("#tea"),
        lambda session: session.set_away("lunch"),
        lambda session: session.send_raw("VERSION"),
    ],
)
def test_before_a_server_took_us_in_nothing_is_sent_that_it_would_not_understand(
    act: Callable[[Session], None],
) -> None:
    talk = Talk()
    talk.connects()
    act(talk.session)
    assert talk.sent() == []


def test_an_action_is_sent_at_once(tea: Talk) -> None:
    tea.session.invite("caio", "#tea")
    assert tea.sent() == ["INVITE caio #tea"]
