import pytest

from tests.client.commands.noted_context import NotedContext


def test_join_asks_for_the_channel_or_shows_the_one_we_are_in(
    channel_context: NotedContext,
) -> None:
    assert channel_context.types("/join ops secret") == ["JOIN #ops secret"]
    assert channel_context.types("/join #TEA") == ["show #tea"]


def test_join_takes_several_channels_and_their_keys(channel_context: NotedContext) -> None:
    assert channel_context.types("/join #a,#b,c k1,k2") == ["JOIN #a k1", "JOIN #b k2", "JOIN #c"]


def test_join_alone_rejoins_the_open_channel(channel_context: NotedContext) -> None:
    assert channel_context.types("/join") == [
        "complain You are already in #tea. /join #channel to join another"
    ]
    channel_context.talk.hears(":bia!b@h KICK #tea ana :out")
    assert channel_context.types("/join") == ["JOIN #tea"]


def test_join_alone_asks_for_a_channel_elsewhere(person_context: NotedContext) -> None:
    assert person_context.types("/join") == [
        "complain /join #channel to join a channel, /list to see them all"
    ]


def test_part_leaves_this_channel_or_the_one_named(channel_context: NotedContext) -> None:
    assert channel_context.types("/part see you") == ["PART #tea :see you"]
    assert channel_context.types("/leave #ops bye") == ["PART #ops bye"]


def test_part_of_a_conversation_explains(person_context: NotedContext) -> None:
    assert person_context.types("/part") == ["complain That works only in a channel."]


def test_close_leaves_and_takes_the_page_away(channel_context: NotedContext) -> None:
    assert channel_context.types("/close") == ["PART #tea"]
    assert channel_context.session.find("#tea") is None


def test_query_opens_a_page_and_may_say_something_there(channel_context: NotedContext) -> None:
    assert channel_context.types("/query dani hi there") == ["PRIVMSG dani :hi there", "show dani"]


def test_clear_and_list(channel_context: NotedContext) -> None:
    assert channel_context.types("/clear") == ["clear"]
    assert channel_context.types("/list #t*") == ["browse #t*"]


def test_a_channel_is_gone_into_once_there_is_a_connection(channel_context: NotedContext) -> None:
    channel_context.session.disconnected("Lost.", channel_context.now(), retry_in=1.0)
    assert channel_context.types("/join tools") == [
        "tell You will join #tools once connected. /reconnect to try now"
    ]


def test_query_opens_each_of_several(channel_context: NotedContext) -> None:
    assert channel_context.types("/query bob,dora") == ["show bob", "show dora"]
    assert channel_context.types("/query bob,dora hi") == [
        "PRIVMSG bob hi", "PRIVMSG dora hi", "show bob", "show dora",
    ]  # fmt: skip


def test_part_leaves_each_of_several(channel_context: NotedContext) -> None:
    assert channel_context.types("/part #tea,#cake so long") == [
        "PART #tea :so long",
        "PART #cake :so long",
    ]
    assert channel_context.types("/part tea, then") == ["PART #tea :tea, then"]


@pytest.mark.parametrize("word", ["buffer", "window"])
def test_buffer_opens_by_number_or_name(channel_context: NotedContext, word: str) -> None:
    assert channel_context.types(f"/{word} 1") == ["show #tea"]
    assert channel_context.types(f"/{word} #TEA") == ["show #tea"]
    assert channel_context.types(f"/{word} tea") == ["show #tea"]
    assert channel_context.types(f"/{word} te") == ["show #tea"]
    assert channel_context.types(f"/{word} 99") == ["complain 99 is not open."]
    assert channel_context.types(f"/{word} 0") == ["complain 0 is not open."]


def test_a_beginning_that_fits_several_buffers_opens_none(channel_context: NotedContext) -> None:
    channel_context.talk.joins("#team")
    assert channel_context.types("/buffer te") == ["complain te is not open."]
    assert channel_context.types("/buffer tea") == ["show #tea"]


def test_close_takes_a_name_without_its_sign(channel_context: NotedContext) -> None:
    assert channel_context.types("/close tea") == ["PART #tea"]


def test_join_takes_several_channels_with_spaces(channel_context: NotedContext) -> None:
    assert channel_context.types("/join #a #b #c") == ["JOIN #a", "JOIN #b", "JOIN #c"]


@pytest.mark.parametrize("line", ["/window close", "/buffer close", "/win close"])
def test_a_window_is_closed_as_in_other_clients(channel_context: NotedContext, line: str) -> None:
    assert channel_context.types(line) == ["PART #tea"]
    assert channel_context.session.find("#tea") is None


def test_a_person_may_be_written_as_they_are_mentioned(channel_context: NotedContext) -> None:
    assert channel_context.types("/dm @dani hi") == ["PRIVMSG dani hi", "show dani"]
