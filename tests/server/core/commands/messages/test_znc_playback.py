from collections.abc import Callable

import pytest

from tests.server.world import NOON, Person, World
from tui_chat.server.core.settings import HistoryPolicy, Settings

WithAccount = Callable[..., Person]
USAGE = "Usage: play <names or *> [<from> [<to>]], in seconds since 1970"
START = NOON // 1000


@pytest.fixture
def reader(net: World, with_account: WithAccount) -> Person:
    """Somebody in #tea, where five messages were said, and to whom bob has written."""
    reader = with_account("reader")
    _, bob = net.join("#tea", reader, "bob")
    for number in range(5):
        net.now = NOON + number * 1000
        bob.says(f"PRIVMSG #tea {number}")
    net.now += 1000
    bob.says("PRIVMSG reader psst")
    net.settle()
    return reader


def played(reader: Person, line: str) -> list[str]:
    reader.says(f"PRIVMSG *playback :{line}")
    return [said.split(" PRIVMSG ")[1] for said in reader.hears() if " PRIVMSG " in said]


@pytest.mark.parametrize(
    ("line", "messages"),
    [
        ("play #TEA", ["0", "1", "2", "3", "4"]),
        (f"PLAY #tea {START + 2}", ["3", "4"]),
        (f"play #tea {START + 1}.999 {START + 4}", ["2", "3"]),
        (f"play #tea {START + 9}", []),
        ("play #tea 0", ["0", "1", "2", "3", "4"]),
    ],
)
def test_a_channel_is_played_between_two_times(
    reader: Person, line: str, messages: list[str]
) -> None:
    assert played(reader, line) == [f"#tea {text}" for text in messages]


def test_private_talk_is_played_too(reader: Person) -> None:
    assert played(reader, "play BOB") == ["reader psst"]
    assert played(reader, f"play bob,#tea {START + 3}") == ["reader psst", "#tea 4"]


def test_all_of_it_is_played(reader: Person) -> None:
    everything = [*(f"#tea {number}" for number in range(5)), "reader psst"]
    assert played(reader, "play *") == everything
    assert played(reader, f"play * {START + 3}") == ["#tea 4", "reader psst"]


@pytest.mark.parametrize("names", ["*", "#tea"])
def test_what_is_of_the_same_moment_is_played(net: World, reader: Person, names: str) -> None:
    """Messages of one moment have times after it, one for each."""
    caio = net.enter("caio")
    caio.says("JOIN #tea", *(f"PRIVMSG #tea now{number}" for number in range(5)))
    net.settle()
    reader.hears()
    shown = played(reader, f"play {names}")
    assert [line for line in shown if "now" in line] == [f"#tea now{n}" for n in range(5)]


def test_only_so_much_is_played_as_the_server_shows_at_once(
    world: Callable[[Settings], World],
) -> None:
    net = world(Settings(auto_join=(), history=HistoryPolicy(page=2)))
    (reader,) = net.join("#tea", net.enter("reader", "echo-message"))
    for number in range(5):
        net.now += 1000
        reader.says(f"PRIVMSG #tea {number}")
    net.settle()
    assert played(reader, "play #tea")[1:] == ["#tea 3", "#tea 4"]


@pytest.mark.parametrize(
    "line", ["", "stop", "play", "play * yesterday", "play * nan", "play * -1"]
)
def test_what_is_not_understood_is_explained(reader: Person, line: str) -> None:
    reader.says(f"PRIVMSG *PLAYBACK :{line or ' '}")
    assert reader.hears() == [f":*playback!playback@tui-chat.local NOTICE reader :{USAGE}"]


@pytest.mark.parametrize("target", ["#other", "#none", "a!b", "***"])
def test_what_others_say_to_each_other_is_not_played(
    net: World, reader: Person, target: str
) -> None:
    net.join("#other", "carol")[0].says("PRIVMSG #other secret")
    assert reader.asks(f"PRIVMSG *playback :play {target}") == [
        f":*playback!playback@tui-chat.local NOTICE reader :There is no history of {target}"
    ]


def test_nothing_is_forgotten_for_others(reader: Person) -> None:
    assert played(reader, "clear #tea") == []
    assert len(played(reader, "play #tea")) == 5


def test_only_words_are_answered(net: World, reader: Person) -> None:
    reader.says("NOTICE *playback :play *")
    assert net.is_quiet()


def test_where_nothing_is_kept_that_is_said(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), history=HistoryPolicy(kept=False)))
    reader = net.enter("reader")
    assert not any("znc.in/playback" in line for line in reader.asks("CAP LS 302"))
    assert reader.asks("PRIVMSG *playback :play *")[0].endswith(":No history is kept here")


def test_who_asks_by_itself_is_shown_nothing_on_joining(net: World, reader: Person) -> None:
    held = ("server-time", "batch", "znc.in/playback")
    other = net.enter("other", *held)
    assert not any("PRIVMSG" in line for line in other.asks("JOIN #tea"))
    heard = other.asks("PRIVMSG *playback :play #tea")
    assert "BATCH +" in heard[0]
    assert len(heard) == 7
