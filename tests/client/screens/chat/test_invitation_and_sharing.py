"""The invitation in the chat, and the server opened and closed."""

from collections.abc import Sequence

import pytest

from tests.client.hosts import WAYS, FakeHost
from tests.client.stage import Stage, staged
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect.hosting_interface import SharingError
from tui_chat.client.connect.join_instructions import Door


def hosting(host: FakeHost) -> ClientOptions:
    return ClientOptions("127.0.0.1", nick="zed", hosting=host)


async def types_command(stage: Stage, text: str) -> None:
    await stage.types(text)
    await stage.presses("escape", "enter")
    await stage.app.workers.wait_for_complete()
    await stage.settles()


@pytest.mark.parametrize(
    ("command", "is_open", "told"),
    [
        ("/share", True, "tui-chat connect 192.0.2.5 6667"),
        ("/unshare", False, "Only this computer can join. To let others in:"),
    ],
)
async def test_the_place_is_opened_and_closed_from_inside(
    command: str, *, is_open: bool, told: str
) -> None:
    host = FakeHost(is_open=not is_open)
    async with staged(options=hosting(host)) as stage:
        await stage.enters()
        await types_command(stage, command)
        assert host.is_open is is_open
        assert stage.shows(told)


async def test_why_it_cannot_be_opened_is_told() -> None:
    host = FakeHost(is_open=False)
    host.trouble = "Port 6667 on 0.0.0.0 is in use."
    async with staged(options=hosting(host)) as stage:
        await stage.enters()
        await types_command(stage, "/share")
        assert stage.shows("Port 6667 on 0.0.0.0 is in use.")


async def test_what_is_open_is_told_even_if_one_door_cannot_be_opened() -> None:
    class WithoutSsh(FakeHost):
        async def share(self, *, shared: bool, doors: Sequence[Door] = ()) -> None:
            await super().share(shared=shared, doors=[one for one in doors if one != Door.SSH])
            raise SharingError("ssh needs a package.")

    async with staged(options=hosting(WithoutSsh(is_open=False))) as stage:
        await stage.enters()
        await types_command(stage, "/share all")
        assert stage.shows("ssh needs a package.")
        assert stage.shows("Without tui-chat:")
        assert stage.shows(WAYS[Door.NETCAT])


async def test_a_guest_can_pass_the_address_on_but_opens_nothing(lobby: Stage) -> None:
    await lobby.presses("f6")
    assert lobby.shows("tui-chat connect chat.example 6667")
    assert not lobby.shows("/share")
    await lobby.presses("escape")
    await types_command(lobby, "/share")
    assert lobby.shows("Only the person who hosts this server can do that")


async def test_a_computer_in_no_network_is_told_so() -> None:
    host = FakeHost()
    host.hosts = ()
    async with staged(options=hosting(host)) as stage:
        await stage.enters()
        assert stage.shows("This computer has no network address")
        await stage.presses("f6", "y", "up", "enter")
