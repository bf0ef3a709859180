"""Keys that are pressed while the program starts."""

from textual import events

from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connected_server import Connection
from tui_chat.client.screens.nickname import NicknameScreen


class _Hasty(ChatApp):
    """Somebody types before the screen is there; it connects nowhere."""

    def connect(self, connection: Connection) -> None:
        del connection

    def on_load(self) -> None:
        super().on_load()
        for event in (events.Key("h", "h"), events.Key("i", "i"), events.Paste(" all")):
            self.post_message(event)


async def test_they_stand_in_the_input_in_their_order() -> None:
    app = _Hasty(ClientOptions("chat.example", nick="zed"))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("!")
        assert app.chat.composer.text == "hi all!"


async def test_they_are_the_nickname_where_one_is_asked_for() -> None:
    app = _Hasty(ClientOptions("chat.example"), proposal="zed")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, NicknameScreen)
        assert app.chat.composer.text == ""
        assert app._waiting is None
