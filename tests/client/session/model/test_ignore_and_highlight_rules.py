import msgspec

from tests.client.session.talk import Talk
from tui_chat.client.events import MessageReceived
from tui_chat.client.session import Level, Levels, Rules


def heard(talk: Talk) -> list[tuple[str, bool]]:
    """What was told as messages, and whether it is audible."""
    events = talk.happened()
    return [(each.line.text, each.audible) for each in events if isinstance(each, MessageReceived)]


def test_of_whom_we_ignore_nothing_is_shown(tea: Talk) -> None:
    assert tea.session.ignore("bia") == "bia!*@*"
    assert tea.session.ignore("bia") == ""
    tea.hears(
        ":bia!b@host PRIVMSG #tea :ana!",
        ":BIA!b@host NOTICE #tea :ana!",
        ":bia!b@host PRIVMSG ana :psst",
        ":bia!b@host PRIVMSG ana :\x01VERSION\x01",
        ":bia!b@host INVITE ana #ops",
    )
    assert tea.shows("#tea") == []
    assert tea.session.find("bia") is None
    assert tea.sent() == []
    assert tea.session.unignore("bia") == "bia!*@*"
    assert tea.session.unignore("bia") == ""
    tea.hears(":bia!b@host PRIVMSG #tea :hello")
    assert tea.shows("#tea") == ["<bia> hello"]


def test_masks_may_be_about_addresses(tea: Talk) -> None:
    assert tea.session.ignore("*.spam.example") == "*!*@*.spam.example"
    tea.hears(":x!y@a.spam.example PRIVMSG #tea :buy", ":x!y@b.example PRIVMSG #tea :hello")
    assert tea.shows("#tea") == ["<x> hello"]


def test_whom_we_muted_is_shown_and_calls_nobody(tea: Talk) -> None:
    tea.session.mute("bia")
    tea.hears(":bia!b@host PRIVMSG #tea :ana!")
    assert tea.shows("#tea") == ["<bia> ana!"]
    assert (tea.buffer("#tea").unread, tea.buffer("#tea").mentions) == (0, 0)
    assert heard(tea) == [("ana!", False)]
    assert tea.session.unignore("bia") == "bia!*@*"


def test_people_ring_and_channels_when_they_call_us(tea: Talk) -> None:
    tea.hears(
        ":bia!b@host PRIVMSG #tea :hello",
        ":bia!b@host PRIVMSG #tea :hello ana",
        ":bia!b@host PRIVMSG ana :psst",
    )
    assert heard(tea) == [("hello", False), ("hello ana", True), ("psst", True)]


def test_levels_say_what_rings_and_counts(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.set_level(buffer, Level.ALL)
    tea.hears(":bia!b@host PRIVMSG #tea :hello")
    assert heard(tea) == [("hello", True)]
    tea.session.set_level(buffer, Level.NOTHING)
    tea.hears(":bia!b@host PRIVMSG #tea :ana, hello")
    assert heard(tea) == [("ana, hello", False)]
    assert buffer.unread == 1
    assert tea.session.level(buffer) is Level.NOTHING


def test_words_may_call_us_as_our_name_does(tea: Talk) -> None:
    tea.session.rules = Rules(words=["oolong"])
    tea.hears(":bia!b@host PRIVMSG #tea :who has Oolong?", ":bia!b@host PRIVMSG #tea :oolongs")
    assert [line.mention for line in tea.buffer("#tea").lines] == [True, False]


def test_wishes_are_plain_data(tea: Talk) -> None:
    tea.session.ignore("bia")
    tea.session.set_level(tea.buffer("#tea"), Level.NOTHING)
    kept = msgspec.to_builtins(tea.session.rules)
    assert kept == {
        "ignored": ["bia!*@*"],
        "muted": [],
        "levels": {"#tea": "nothing"},
        "words": [],
    }
    again = Talk()
    again.session.rules = msgspec.convert(kept, Rules)
    again.enters()
    again.joins("#tea", "bia")
    assert again.buffer("#tea").muted


def test_mentions_are_collected_in_one_view(tea: Talk) -> None:
    tea.joins("#ops", "bia")
    tea.hears(":bia!b@host PRIVMSG #tea :ana?", ":bia!b@host PRIVMSG #ops :ana!")
    assert [(each.buffer.name, each.line.text) for each in tea.session.mentions] == [
        ("#tea", "ana?"),
        ("#ops", "ana!"),
    ]


def test_what_calls_us_may_be_other_than_usual_everywhere(tea: Talk) -> None:
    tea.session.use_levels(Levels(Level.ALL, {"#Ops": Level.NOTHING, "bia": Level.MENTIONS}))
    tea.joins("#ops", "bia")
    tea.hears(
        ":bia!b@host PRIVMSG #tea :hello",
        ":bia!b@host PRIVMSG #ops :ana!",
        ":caio!c@host PRIVMSG ana :psst",
    )
    assert heard(tea) == [("hello", True), ("ana!", False), ("psst", True)]
    assert tea.buffer("#ops").muted
    assert tea.session.level(tea.session.talk_to("bia")) is Level.MENTIONS


def test_what_was_said_of_a_place_here_counts_more(tea: Talk) -> None:
    tea.session.set_level(tea.buffer("#tea"), Level.MENTIONS)
    tea.session.use_levels(Levels(Level.NOTHING))
    assert tea.session.level(tea.buffer("#tea")) is Level.MENTIONS
    assert not tea.buffer("#tea").muted
