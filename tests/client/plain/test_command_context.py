"""What is typed means the same as on the full screen."""

from tests.client.hosts import FakeHost
from tests.client.plain.stage import Person
from tui_chat.client.commands import TABLE
from tui_chat.client.config.connection_and_ui_options import ClientOptions


async def written(line: str) -> list[str]:
    ana = Person(ClientOptions("127.0.0.1", 1, "ana"), interactive=True)
    ana.client._command_context.take(line)
    return ana.written


async def test_all_commands_are_told() -> None:
    told = await written("/help")
    assert len(told) == len(list(TABLE))
    assert told == sorted(told, key=lambda line: line.split(maxsplit=2)[1].rstrip(":"))


async def test_one_command_is_told() -> None:
    assert (await written("/help nick"))[0].startswith("-- /nick")


async def test_the_help_is_searched() -> None:
    (told,) = await written("/help invited private")
    assert told.startswith("-- /private ")


async def test_a_mistake_is_told() -> None:
    assert (await written("/nick"))[0].startswith("!! Usage:")


async def test_a_place_can_be_emptied() -> None:
    assert await written("/clear") == []


async def test_leaving_says_a_word() -> None:
    ana = Person(ClientOptions("127.0.0.1", 1, "ana"), interactive=True)
    ana.client._command_context.take("/quit see you")
    assert (ana.client._farewell, ana.client._over.is_set()) == ("see you", True)


async def test_the_invitation_is_told_a_line_for_each_row() -> None:
    options = ClientOptions("127.0.0.1", 1, "ana", hosting=FakeHost(password="sesame"))
    ana = Person(options, interactive=True)
    ana.client._command_context.take("/invitation")
    assert ana.written == [
        "-- Others can join with:",
        "-- tui-chat connect 192.0.2.5 6667",
        "-- tui-chat connect 198.51.100.7 6667",
        "-- Password: sesame",
    ]


async def test_the_server_is_opened_and_closed() -> None:
    host = FakeHost(is_open=False)
    ana = Person(ClientOptions("127.0.0.1", 1, "ana", hosting=host), interactive=True)
    ana.client._command_context.take("/share")
    await ana.reads("192.0.2.5")
    assert host.is_open
    host.trouble = "The port is in use."
    ana.client._command_context.take("/unshare")
    assert await ana.reads("use") == "!! The port is in use."


async def test_a_guest_opens_nothing() -> None:
    ana = Person(ClientOptions("127.0.0.1", 1, "ana"), interactive=True)
    ana.client._command_context.take("/share")
    assert await ana.reads("!!") == "!! Only the person who hosts this server can do that."
