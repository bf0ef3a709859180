"""Events that come for the chat screen, before it is shown and afterwards."""

from unittest.mock import Mock

from tests.client.stage import Stage
from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.events import BufferClosed, Disconnected, MessageReceived, Registered
from tui_chat.client.screens.chat.event_routing import EventRouting
from tui_chat.wire.names import Folded


async def test_what_is_refused_elsewhere_is_told_where_the_person_is(lobby: Stage) -> None:
    await lobby.types("/msg nobody hi")
    await lobby.presses("enter")
    await lobby.hears(":irc 401 zed nobody :No such nick")
    assert lobby.chat.buffer.name == "#lobby"
    assert "There is nobody called nobody here." in lobby.rows()[-1]
    assert sum("There is nobody called" in row for row in lobby.rows()) == 1
    await lobby.types("let me")
    assert "There is nobody called nobody here." in lobby.rows()[-1]


def routing(notified: list[MessageReceived]) -> tuple[EventRouting, Mock]:
    """A routing whose parts note what they are told; the buffer that is open is not seen."""
    parts = Mock()
    parts.here.is_surely_seen = False
    told = (parts.here, parts.log, parts.older, parts.pictures, parts.writing, parts.message)
    actions = (parts.people, parts.navigation, parts.invitation, parts.arrival)
    return EventRouting(*told, *actions, notified.append), parts


def message(text: str, *, audible: bool) -> MessageReceived:
    buffer = Buffer("#tea", BufferKind.CHANNEL, Folded("#tea"))
    line = buffer.append(LineKind.MESSAGE, text, 1.0, sender="bia")
    return MessageReceived(buffer, line, audible=audible)


def test_until_the_screen_is_ready_events_wait_and_come_in_order() -> None:
    route, parts = routing([])
    first, second = Registered("zed", "Example", again=False), Disconnected("Lost.", 1.0, told=True)
    connection = Mock()
    route.hear(connection, [first])
    route.hear(connection, [second])
    begun = [route.has_begun]
    parts.arrival.follow.assert_not_called()
    route.begin()
    begun.append(route.has_begun)
    assert begun == [False, True]
    assert [call.args[1] for call in parts.arrival.follow.mock_calls] == [first, second]
    parts.older.notice_page.assert_called_once()


def test_of_events_that_wait_too_long_the_oldest_are_dropped() -> None:
    route, parts = routing([])
    waiting = [Disconnected("Lost.", float(number), told=True) for number in range(1_001)]
    for event in waiting:
        route.hear(Mock(), [event])
    route.begin()
    assert [call.args[1] for call in parts.arrival.follow.mock_calls] == waiting[1:]


def test_of_messages_that_come_together_one_notifies_whoever_may_not_be_looking() -> None:
    notified: list[MessageReceived] = []
    route, parts = routing(notified)
    route.begin()
    quiet, first, second = (message(text, audible=text != "a") for text in "abc")
    route.hear(Mock(), [quiet, first, second])
    assert notified == [first]
    parts.here.is_surely_seen = True
    route.hear(Mock(), [second])
    assert notified == [first]


def test_a_closed_buffer_is_forgotten_by_the_parts_that_know_it() -> None:
    route, parts = routing([])
    route.begin()
    buffer = Buffer("#tea", BufferKind.CHANNEL, Folded("#tea"))
    route.hear(Mock(), [BufferClosed(buffer)])
    parts.older.forget.assert_called_once_with(buffer)
    parts.pictures.forget.assert_called_once_with(buffer)


async def test_an_own_message_takes_the_place_that_it_has_on_all_screens(stage: Stage) -> None:
    await stage.enters(offer="message-tags echo-message labeled-response batch")
    for text in ("mine", "mine too"):
        await stage.types(text)
        await stage.presses("enter")
    await stage.hears(":caio!c@h PRIVMSG #lobby :theirs")
    await stage.presses("ctrl+s")
    assert stage.chat.log_view.chosen is not None
    assert stage.chat.log_view.chosen.text == "theirs"

    def shown() -> list[str]:
        words = [row.split("│")[0].split(maxsplit=2)[1:] for row in stage.rows()]
        return [line[1].strip() for line in words if line and line[0] in {"zed", "caio"}]

    first, second = (
        message for message in stage.session.take_outgoing() if message.command == "PRIVMSG"
    )
    assert shown() == ["mine", "mine too", "theirs"]
    for message in (first, second):
        label = f"@label={message.tags['label']} " if "label" in message.tags else ""
        await stage.hears(f"{label}:zed!z@h PRIVMSG #lobby :{message.params[1]}")
    await stage.hears(":caio!c@h PRIVMSG #lobby :later")
    assert shown() == ["theirs", "mine", "mine too", "later"]
    assert stage.chat.log_view.chosen.text == "theirs", "the same line is chosen, wherever it is"
