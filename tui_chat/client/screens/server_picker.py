"""The start screen: servers used before, a new address, or a server of one's own."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui_chat.client.config.connection_and_ui_options import (
    ClientOptions,
    StartOptions,
    UiOptions,
    with_address,
)
from tui_chat.client.connect.lan_discovery import LanServer
from tui_chat.client.connect.server_address import Address, AddressError, parse_address
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.screens.picker import Choice, Picker
from tui_chat.client.textual_compat.terminal_app import TerminalApp
from tui_chat.client.themes import QUIET, looks
from tui_chat.client.widgets.status_line import KeyHint, StatusLine
from tui_chat.config import DEFAULT_PORT

Start = Callable[[], ClientOptions]
"""Gives the options of the chosen server; may take a while."""
Reach = Callable[[str, int], ClientOptions]
"""How to go to a host and port."""


class StartPicker(Picker[Start]):
    """Servers by their names, or any address that is typed."""

    def __init__(self, title: str, choices: Sequence[Choice[Start]], reach: Reach) -> None:
        super().__init__(title, choices, empty=_("Type an address."))
        self._reach = reach

    def compose(self) -> ComposeResult:
        """The list, and the keys below."""
        yield from super().compose()
        yield StatusLine(id="status")

    def on_mount(self) -> None:
        """Say which keys there are, too."""
        super().on_mount()
        keys = [KeyHint("Enter", _("go")), KeyHint("Ctrl+Q", _("quit"))]
        self.query_one(StatusLine).show(["tui-chat"], "", keys)

    def _reach_with_address(self, address: Address) -> ClientOptions:
        return with_address(self._reach(address.host, address.port or DEFAULT_PORT), address)

    def fitting(self, sought: str) -> Sequence[Choice[Start]]:
        """The servers that fit the typed text, and that text itself as an address."""
        found = super().fitting(sought)
        address = address_of(sought)
        if address is None:
            return found
        port = address.port or DEFAULT_PORT
        where = _("{host}, port {port}").format(host=address.host, port=port)
        typed: Choice[Start] = Choice(
            _("Connect to {where}").format(where=where), partial(self._reach_with_address, address)
        )
        return [*found, typed]


class StartApp(TerminalApp[ClientOptions]):
    """Asks where to go; gives None if the person goes nowhere."""

    CSS_PATH = Path(__file__).parent.with_name("app.tcss")
    TITLE = "tui-chat"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False),
        Binding("ctrl+z", "suspend_process", show=False),
    ]

    def __init__(self, start: StartOptions, ui: UiOptions | None = None) -> None:
        super().__init__()
        self._start = start
        self._nearby: tuple[LanServer, ...] = ()
        self._end_looking: Callable[[], object] = lambda: None
        for theme in looks(self.console):
            self.register_theme(theme)
        wanted = (ui or UiOptions()).theme
        self.theme = wanted if wanted in self.available_themes else QUIET.name

    def on_mount(self) -> None:
        """Ask; servers on the same network are shown as they are found."""
        if self._start.nearby is not None:
            self._end_looking = self._start.nearby(partial(self.call_later, self.take_in_nearby))
        self._ask(_("Choose a server, or type an address"))

    def _ask(self, title: str) -> None:
        self.push_screen(StartPicker(title, self._choices(), self._start.reach), self._go)

    def on_unmount(self) -> None:
        """Look for no more servers."""
        self._end_looking()

    def take_in_nearby(self, found: tuple[LanServer, ...]) -> None:
        """Show these servers of the same network, below all else: nothing moves under a finger."""
        self._nearby = found
        if isinstance(self.screen, StartPicker):
            self.screen.show_choices(self._choices())

    def _choices(self) -> list[Choice[Start]]:
        choices = [
            Choice(options.host, _always(options), _about(options), str(number))
            for number, options in enumerate(self._start.recent, 1)
        ]
        if self._start.host is not None:
            about = _("run a server that others can join")
            choices.append(Choice(_("Host a chat here"), self._start.host, about))
        known = {(options.host, options.port) for options in self._start.recent}
        choices += [
            Choice(
                one.name,
                partial(self._start.reach, one.host, one.port),
                _about_nearby(one),
                right=_("on this network"),
            )
            for one in self._nearby
            if (one.host, one.port) not in known
        ]
        return choices

    async def _go(self, start: Start | None) -> None:
        if start is None:
            self.exit(None)
            return
        try:
            self.exit(await asyncio.to_thread(start))
        except (OSError, ValueError) as error:
            self._ask(str(error))


def address_of(text: str) -> Address | None:
    """The typed host and port, with a space between them or as one address."""
    host, _space, port = text.strip().partition(" ")
    try:
        return parse_address(host, port)
    except AddressError:
        return None


def _always(options: ClientOptions) -> Start:
    return lambda: options


def _about_nearby(server: LanServer) -> str:
    where = server.host
    if server.port != DEFAULT_PORT:
        where = _("{host}, port {port}").format(host=server.host, port=server.port)
    if server.people is None:
        return where
    count = ngettext("{count} person", "{count} people", server.people)
    return f"{count.format(count=server.people)} · {where}"


def _about(options: ClientOptions) -> str:
    where = _("port {port}").format(port=options.port)
    return _("{where}, as {nick}").format(where=where, nick=options.nick) if options.nick else where
