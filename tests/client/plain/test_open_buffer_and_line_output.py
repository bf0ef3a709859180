"""New lines name their buffer and server where these are not the open ones."""

from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connected_server import Connection
from tui_chat.client.plain.open_buffer_and_line_output import PlainOutput
from tui_chat.wire.message import Message


def at(host: str) -> Connection:
    connection = Connection(ClientOptions(host, nick="ana"), lambda _connection, _events: None)
    connection.session.connected()
    hears(connection, ":irc 001 ana :Welcome", ":ana!a@h JOIN #tea", ":irc 366 ana #tea :End")
    return connection


def hears(connection: Connection, *lines: str) -> None:
    for line in lines:
        connection.session.receive(Message.parse(line.encode()), 0.0)


def told(output: PlainOutput, written: list[str]) -> list[str]:
    written.clear()
    output.write_new()
    return [line.partition(" ")[2] for line in written]


def test_only_lines_of_other_buffers_name_their_buffer() -> None:
    written: list[str] = []
    here = at("one.example")
    output = PlainOutput(written.append, here)
    output.go(here.session.talk_to("bia"))
    told(output, written)
    hears(here, ":bia!b@h PRIVMSG ana :here", ":bia!b@h PRIVMSG #tea :there")
    assert told(output, written) == ["[#tea] bia: there", "bia: here"]


def test_with_several_servers_the_server_is_named_too() -> None:
    written: list[str] = []
    here, other = at("one.example"), at("two.example")
    output = PlainOutput(written.append, here)
    output.add(other)
    told(output, written)
    hears(other, ":bia!b@h PRIVMSG #tea :there")
    assert told(output, written) == ["[two.example/#tea] bia: there"]


def test_what_happens_to_a_connection_is_told_once() -> None:
    written: list[str] = []
    here = at("one.example")
    output = PlainOutput(written.append, here)
    told(output, written)
    for news in ("Lost.", "Reconnected."):
        for buffer in here.session.buffers:
            buffer.append(LineKind.INFO, news, 0.0)
        output.connection_news(here, news)
        assert told(output, written) == [f"-- {news}"]
    channel = here.session.buffers.of_kind(BufferKind.CHANNEL)[0]
    channel.append(LineKind.INFO, "Reconnected.", 0.0)  # later, after what was missed
    assert told(output, written) == []


def test_those_who_join_and_leave_are_told_in_one_line() -> None:
    written: list[str] = []
    here = at("one.example")
    output = PlainOutput(written.append, here)
    output.go(here.session.buffers.of_kind(BufferKind.CHANNEL)[0])
    told(output, written)
    hears(here, ":bia!b@h JOIN #tea", ":caio!c@h JOIN #tea")
    assert (told(output, written), output.holds) == ([], True)
    hears(here, ":bia!b@h PART #tea", ":caio!c@h PRIVMSG #tea :hi", ":dani!d@h JOIN #tea")
    assert told(output, written) == ["- caio joined; bia joined and left", "caio: hi"]
    written.clear()
    output.write_moved()
    assert [line.partition(" ")[2] for line in written] == ["- dani joined"]
    assert not output.holds


def test_a_joined_channel_is_announced_once_its_members_are_known() -> None:
    written: list[str] = []
    here = at("one.example")
    output = PlainOutput(written.append, here)
    channel = here.session.find("#tea")
    assert channel is not None
    output.go_to_joined(here, channel)
    assert (output.buffer, written) == (channel, [])
    output.members_known(channel)
    announced = list(written)
    assert any("#tea" in line for line in announced)
    output.members_known(channel)
    assert written == announced
