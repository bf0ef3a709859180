"""What is typed means the same as on the full screen."""

from tests.client.plain.stage import Person
from tui_chat.client.commands import TABLE
from tui_chat.client.config.options import ClientOptions


async def written(line: str) -> list[str]:
    ana = Person(ClientOptions("127.0.0.1", 1, "ana"), interactive=True)
    ana.client._desk.take(line)
    return ana.written


async def test_all_commands_are_told() -> None:
    told = await written("/help")
    assert len(told) == len(list(TABLE))
    assert told == sorted(told, key=lambda line: line.split(maxsplit=2)[1].rstrip(":"))


async def test_one_command_is_told() -> None:
    assert (await written("/help nick"))[0].startswith("-- /nick")


async def test_a_mistake_is_told() -> None:
    assert (await written("/nick"))[0].startswith("!! Something is missing")


async def test_a_place_can_be_emptied() -> None:
    assert await written("/clear") == []


async def test_leaving_says_a_word() -> None:
    ana = Person(ClientOptions("127.0.0.1", 1, "ana"), interactive=True)
    ana.client._desk.take("/quit see you")
    assert (ana.client._farewell, ana.client._over.is_set()) == ("see you", True)
