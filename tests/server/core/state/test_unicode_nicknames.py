from collections.abc import Callable

import pytest

from tests.server.world import World
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.unicode_nicknames import is_unicode_nickname, skeletons
from tui_chat.wire.names import Casemapping


@pytest.fixture
def net(world: Callable[[Settings], World]) -> World:
    """A network in which nicknames may be in any script."""
    return world(Settings(auto_join=(), casemapping=Casemapping.PRECIS))


@pytest.mark.parametrize(
    "name", ["alice", "José", "иван", "שלום", "山田", "x山", "a[b]", "çırağan"]
)
def test_names_of_people_are_nicknames(name: str) -> None:
    assert is_unicode_nickname(name, 30)


@pytest.mark.parametrize(
    "name",
    [
        *("", "1é", "-é", "é é", "é!", "é@", "é,", "é*", "#é", "~é", "@é", "é:", "é.", "é/"),
        *("😀", "é\u200b", "é\u202e", "ª", "ＡＢ", "é" * 31, "e\u0301", "\u0301e", "é\x7f"),
    ],
)
def test_what_could_deceive_or_break_is_none(name: str) -> None:
    assert not is_unicode_nickname(name, 30)


@pytest.mark.parametrize(
    ("name", "other"),
    [("еvan", "evan"), ("Аlice", "ALICE"), ("οmega", "omega"), ("José", "JOSÉ"), ("том", "Tom")],
)
def test_names_that_look_alike(name: str, other: str) -> None:
    assert skeletons(name) & skeletons(other)


@pytest.mark.parametrize(
    ("name", "other"), [("rn", "m"), ("jose", "josé"), ("Тим", "Tom"), ("иван", "ivan")]
)
def test_names_that_can_be_told_apart(name: str, other: str) -> None:
    assert not skeletons(name) & skeletons(other)


def test_people_have_names_of_their_own_script(net: World) -> None:
    ivan, _bob = net.join("#чай", "Иван", "bob")
    ivan.says("PRIVMSG BOB :привет")
    assert net.people[1].hears() == [":Иван!user@host PRIVMSG bob привет"]
    _bob.says("PRIVMSG иВАН :hi")
    assert ivan.hears() == [":bob!bob@host PRIVMSG Иван hi"]


def test_a_name_that_looks_like_anothers_is_taken(net: World) -> None:
    evan = net.enter("evan")
    other = net.connect()
    other.says("NICK еvan")
    text = ":Nickname looks like evan, which is in use"
    assert other.hears() == [f":tui-chat.local 433 * еvan {text}"]
    bob = net.enter("bob")
    assert bob.asks("NICK еvan") == [f":tui-chat.local 433 bob еvan {text}"]
    assert evan.asks("NICK еvan") == [":evan!evan@host NICK еvan"]


def test_without_it_there_are_ascii_names_only(world: Callable[[Settings], World]) -> None:
    plain = world(Settings(auto_join=())).connect()
    assert plain.asks("NICK Иван") == [":tui-chat.local 432 * Иван :Erroneous nickname"]


@pytest.mark.parametrize(
    ("name", "other"),
    [("\u0262o", "go"), ("\u1d00na", "ana"), ("\u1d22oe", "zoe"), ("\ua730rank", "frank")],
    ids=["first block", "first of the second block", "second block", "third block"],
)
def test_small_capitals_look_like_letters(name: str, other: str) -> None:
    assert skeletons(name) & skeletons(other)
