from collections.abc import Callable

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.settings import Settings


@pytest.fixture
def stage(world: Callable[[Settings], World]) -> tuple[World, Person, Person]:
    """A server with roleplay, and two people in a channel that allows it."""
    net = world(Settings(auto_join=(), roleplay=True))
    ana, bob = net.join("#play", "ana", "bob")
    ana.says("MODE #play +E")
    net.settle()
    return net, ana, bob


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "NPC #PLAY bilbo too much bread",
            ":*bilbo*!ana@tui-chat.local PRIVMSG #play :too much bread (ana)",
        ),
        (
            "NPCA #play bilbo :eats bread",
            ":*bilbo*!ana@tui-chat.local PRIVMSG #play :\x01ACTION eats bread (ana)\x01",
        ),
        (
            "SCENE #play dark and stormy night",
            ":=Scene=!ana@tui-chat.local PRIVMSG #play :dark and stormy night (ana)",
        ),
    ],
)
def test_everybody_sees_the_play_and_who_plays(
    stage: tuple[World, Person, Person], line: str, told: str
) -> None:
    net, ana, bob = stage
    ana.says(line)
    assert ana.hears() == bob.hears() == [told]
    assert net.is_quiet()


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("NPC #play a!b hi", "573 bob #play :A character is called like a person"),
        ("NPC #play *ana* hi", "573 bob #play :A character is called like a person"),
        ("NPC #plain x hi", "573 bob #plain :There is no roleplay in this channel (+E)"),
        ("SCENE #none hi", "403 bob #none :No such channel"),
        ("SCENE ana hi", "403 bob ana :No such channel"),
        ("SCENE #theirs hi", "442 bob #theirs :You're not on that channel"),
        ("SCENE #play : ", "412 bob :No text to send"),
        ("SCENE #quiet hi", "404 bob #quiet :Only people with voice can write here (+m)"),
        ("SCENE #ops hi", "404 bob #ops :Cannot send to channel"),
        ("NPC #play x", "461 bob NPC :Not enough parameters"),
    ],
)
def test_what_cannot_be_played_is_refused(
    stage: tuple[World, Person, Person], line: str, answer: str
) -> None:
    net, ana, bob = stage
    net.join("#plain", ana, bob)
    net.join("#quiet", ana, bob)
    net.join("#ops", ana, bob)
    net.join("#theirs", ana)
    ana.says("MODE #quiet +Em", "MODE #ops +EU")
    net.settle()
    assert bob.asks(line) == [f":tui-chat.local {answer}"]
    assert net.is_quiet()


def test_a_server_has_no_roleplay_unless_it_is_told_to(net: World) -> None:
    (ana,) = net.join("#play", "ana")
    ana.says("MODE #play +E")
    net.settle()
    ana.says("SCENE #play hi")
    assert ana.hears() == [":tui-chat.local 573 ana #play :There is no roleplay on this server"]


def test_a_play_is_kept(stage: tuple[World, Person, Person]) -> None:
    net, ana, _bob = stage
    ana.says("NPC #play bilbo bread")
    asker = net.enter("asker", "draft/chathistory", "batch")
    net.join("#play", asker)
    assert any(":*bilbo*!ana@" in line for line in asker.asks("CHATHISTORY LATEST #play * 10"))


def test_nobody_is_called_like_a_character(net: World) -> None:
    ana = net.enter("ana")
    for nick in ("*bilbo*", "=Scene="):
        assert " 432 " in ana.asks(f"NICK {nick}")[0]
