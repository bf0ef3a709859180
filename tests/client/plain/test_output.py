"""Where lines of several places and servers are told to be from."""

from tui_chat.client.config.options import ClientOptions
from tui_chat.client.connect.connection import Connection
from tui_chat.client.plain.output import Telling
from tui_chat.client.plain.reader import Reader
from tui_chat.wire.message import Message


def at(host: str, telling: Telling) -> Connection:
    connection = Connection(ClientOptions(host, nick="ana"), lambda _connection, _events: None)
    telling._readers[connection] = Reader(connection.session)
    connection.session.connected()
    hears(connection, ":irc 001 ana :Welcome", ":ana!a@h JOIN #tea", ":irc 366 ana #tea :End")
    return connection


def hears(connection: Connection, *lines: str) -> None:
    for line in lines:
        connection.session.receive(Message.parse(line.encode()), 0.0)


def told(telling: Telling, written: list[str]) -> list[str]:
    written.clear()
    telling._tell_new()
    return [line.partition(" ")[2] for line in written]


def test_only_what_is_said_elsewhere_names_its_place() -> None:
    written: list[str] = []
    telling = Telling(written.append)
    here = at("one.example", telling)
    telling.connection, telling.place = here, here.session.buffers.server
    telling.go(here.session.talk_to("bia"))
    told(telling, written)
    hears(here, ":bia!b@h PRIVMSG ana :here", ":bia!b@h PRIVMSG #tea :there")
    assert told(telling, written) == ["[#tea] bia: there", "bia: here"]


def test_of_several_servers_the_server_is_named_too() -> None:
    written: list[str] = []
    telling = Telling(written.append)
    here, other = at("one.example", telling), at("two.example", telling)
    telling.connection, telling.place = here, here.session.buffers.server
    told(telling, written)
    hears(other, ":bia!b@h PRIVMSG #tea :there")
    assert told(telling, written) == ["[two.example/#tea] bia: there"]
