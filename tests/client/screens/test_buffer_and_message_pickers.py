"""What the pickers of places and messages offer."""

from tests.client.stage import MORNING, Stage
from tui_chat.client.buffers.line import Line, LineKind
from tui_chat.client.events import ChannelsListed, Found, Listing, SearchAnswered
from tui_chat.client.screens.buffer_and_message_pickers import channels, found, mentions, switcher


async def in_two_places(stage: Stage) -> None:
    await stage.enters()
    await stage.joins("#tea")
    await stage.hears(":irc 332 zed #tea :all about tea")


def said(text: str) -> Line:
    return Line(0, MORNING, LineKind.MESSAGE, "bia", text)


async def test_the_switcher_has_everything_and_where_one_is_last(stage: Stage) -> None:
    await in_two_places(stage)
    picker = switcher(stage.chat.buffers(), stage.app.connections, stage.chat.buffer)
    assert [(each.label, each.detail) for each in picker._every] == [
        ("chat.example", "server"),
        ("#tea", "all about tea"),
        ("#lobby", ""),
        ("ana", "in #lobby"),
        ("bia", "in #lobby"),
        ("caio", "in #lobby"),
    ]


async def test_the_name_of_the_open_place_leads_to_nobody_else(stage: Stage) -> None:
    await in_two_places(stage)
    here = stage.chat.buffer
    await stage.presses("ctrl+g")
    await stage.submits("lobby")
    assert stage.chat.buffer is here


async def test_mentions_say_where_and_when(stage: Stage) -> None:
    await in_two_places(stage)
    await stage.hears(":bia!b@h PRIVMSG #tea :zed: one", ":bia!b@h PRIVMSG #tea :zed: two")
    (latest, first) = mentions(stage.app.connections, MORNING + 3600)._every
    assert (first.label, latest.label) == ("bia: zed: one", "bia: zed: two")
    assert latest.right == "#tea \u00b7 09:34"


async def test_letters_that_no_mention_has_do_not_deny_all_mentions(stage: Stage) -> None:
    await in_two_places(stage)
    await stage.presses("f4")
    assert stage.shows("Nobody has mentioned you.")
    await stage.presses("escape")
    await stage.hears(":bia!b@h PRIVMSG #tea :zed: one")
    await stage.presses("f4")
    await stage.types("xyz")
    assert stage.shows("No matches.")


async def test_what_is_found_leads_to_channels_and_people_and_begins_near_the_words(
    stage: Stage,
) -> None:
    await in_two_places(stage)
    results = (
        Found("#tea", said("blue\nteapot")),
        Found("#gone", said("blue sky")),
        Found("caio", said(f"{'long ' * 20}blue")),
    )
    choices = found(
        SearchAnswered("blue", results, everywhere=True), stage.connection, MORNING, 100
    )
    assert [each.label for each in choices] == [
        "bia: …long long long long blue",
        "bia: blue sky",
        "bia: blue teapot",
    ]
    narrow = found(SearchAnswered("blue", results, everywhere=True), stage.connection, MORNING, 40)
    assert narrow[0].label == "bia: …ong blue"
    assert [each.value.channel for each in choices] == ["", "#gone", ""]
    assert [each.value.nick for each in choices] == ["caio", "", ""]


async def test_a_list_that_was_too_long_says_so(stage: Stage) -> None:
    event = ChannelsListed((Listing("#a", 3, "topic"),), cut=True)
    picker = channels(event, stage.connection)
    assert picker._heading == "1 channel on chat.example, and more"
    assert [(each.label, each.size) for each in picker._every] == [("#a", "3")]


async def test_a_channel_that_is_not_listed_can_be_joined(stage: Stage) -> None:
    event = ChannelsListed((Listing("#tea", 3, ""),), cut=False)
    picker = channels(event, stage.connection)
    assert [each.label for each in picker.fitting("#tea")] == ["#tea"]
    assert [each.label for each in picker.fitting("zoo")] == ["Join #zoo"]
