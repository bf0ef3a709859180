"""The full-screen client: which screen is shown, and which events go to it."""

import asyncio
import gc
import importlib
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from tui_chat.client.chat_log.log_on_thread import ChatLog
from tui_chat.client.config.connection_and_ui_options import ClientOptions, UiOptions, login_name
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.connect.server_address import Address
from tui_chat.client.connected_server import Connection
from tui_chat.client.connections import Connections, only_server
from tui_chat.client.events import (
    Event,
    Network,
    NetworksChanged,
)
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.memory.remembered_state_store import Memories
from tui_chat.client.nickname_question import NicknameQuestion
from tui_chat.client.terminal import title_and_notification_sequences
from tui_chat.client.terminal.notifications import Notifier
from tui_chat.client.textual_compat.emoji_width_filter import needs_simple_emoji
from tui_chat.client.textual_compat.screen_stack import (
    acting_for,
    close_screen,
    put_below_top,
)
from tui_chat.client.textual_compat.terminal_app import TERMINAL_LOST
from tui_chat.client.textual_compat.type_ahead import TypeAhead
from tui_chat.client.textual_compat.xterm_parser_patch import parse_alt_keys_at_once
from tui_chat.client.themes import QUIET, looks

if TYPE_CHECKING:
    from tui_chat.client.screens.chat.chat import ChatScreen
    from tui_chat.client.screens.chat.requests_to_app import (
        ConnectAsked,
        DisconnectAsked,
        HelpAsked,
        LeaveAsked,
        NotificationAsked,
        OptionsChanged,
        ServerAsked,
        TitleChanged,
    )
    from tui_chat.client.screens.nickname import NicknameScreen

_MOST_UNHEARD: Final = 1_000
"""Lists of events that are kept for a chat screen that does not exist yet."""
_CONNECTION_WORKERS: Final = "net "
"""The beginning of the names of the worker groups that run connections."""


class ChatApp(TypeAhead):
    """Connects to servers, asks for a nickname if needed, and shows the chat.

    Each of `wanted` says how to connect to a server, or is a connection that was begun already.
    `proposal` is the nickname filled in where none was given. `memories` hold what was read and
    written when the program last ran, `log` what was said on servers without history;
    `typed_ahead` is the beginning of a first message. After `run`, `return_code` is 1 and
    `sentence` says why if no server accepted us.
    """

    CSS_PATH = Path(__file__).with_name("app.tcss")
    TITLE = "tui-chat"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False),
        Binding("ctrl+z", "suspend_process", show=False),
    ]

    def __init__(
        self,
        *wanted: ClientOptions | Connection,
        ui: UiOptions | None = None,
        memories: Memories | None = None,
        log: ChatLog | None = None,
        proposal: str | None = None,
        typed_ahead: str = "",
    ) -> None:
        super().__init__()
        self.ui = ui or UiOptions()
        self.is_own_machine = self.ui.abilities.own_machine
        parse_alt_keys_at_once()
        for theme in looks(self.console):
            self.register_theme(theme)
        if self.ui.theme in self.available_themes:
            self.theme = self.ui.theme
        else:
            self.theme = QUIET.name
            text = _("Unknown theme {theme}. F2 lists all themes.")
            said = (*self.ui.problems, text.format(theme=self.ui.theme))
            self.ui = replace(self.ui, problems=said)
        self.ui.settings.choices = {"look.theme": sorted(self.available_themes)}
        self.sentence = ""
        self.correction: tuple[Address, str] | None = None
        """The address, and the nickname, that the person wants instead: start again with them."""
        self._notifier = Notifier(self, self.ui)
        self._connections = Connections(
            self._hear,
            memories=memories,
            configured=self.ui.configured,
            levels=self.ui.levels,
            log=log,
        )
        self._chat_log = log
        for each in wanted:
            self._connections.add(each)
        first = self._connections.first
        last = "" if first.options.nick else first.memory.last_nick
        self._proposal = proposal or last or login_name()
        self._leaving = False
        self._question = NicknameQuestion(
            self, self._connections, self._registered_after_asking, self._write_on
        )
        self.typed_ahead = typed_ahead
        """Text typed for the channel before there was one; after a correction, for the next app."""
        self._chat: ChatScreen | None = None
        self._unheard: deque[tuple[Connection, list[Event]]] = deque(maxlen=_MOST_UNHEARD)

    @property
    def connections(self) -> Sequence[Connection]:
        """One for each server."""
        return self._connections.all

    @property
    def chat(self) -> "ChatScreen":
        """The chat screen, made when it is first needed."""
        if self._chat is None:
            # It is imported while the person thinks of a nickname.
            from tui_chat.client.screens.chat.attachments.kitty_picture_sender import drawing_for  # noqa: PLC0415
            from tui_chat.client.screens.chat.chat import ChatScreen  # noqa: PLC0415
            from tui_chat.client.terminal.terminal_modes_and_cell_size import cell_size  # noqa: PLC0415

            self._chat = ChatScreen(
                self.connections,
                self.ui,
                simple_emoji=needs_simple_emoji(),
                drawing=drawing_for(self.console, self.write_terminal, cell_size),
            )
            while self._unheard:
                self._chat.hear(*self._unheard.popleft())
            if self._chat_log is not None:
                self._chat_log.listen(partial(self.call_later, self._chat.say))
        return self._chat

    def get_default_screen(self) -> Screen[None]:
        """The chat, or the screen that asks for a nickname if none was given."""
        first = self._connections.first
        if first.options.nick:
            return self.chat
        return self._question.default_screen(first, self._proposal)

    def get_css_variables(self) -> dict[str, str]:
        """The colours of the theme; none before our own themes are registered."""
        return super().get_css_variables() if self.available_themes.get(QUIET.name) else {}

    def refresh_css(self, animate: bool = True) -> None:
        """Apply the theme. Before the first screen, only its colours are noted: no second parse."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        """Connect, also while a nickname is asked for."""
        self._write_on(self.typed_ahead)
        for connection in self.connections:
            connection.listen(self._hear)
            if connection.options.nick or connection is self._connections.first:
                self.connect(connection)
        self.call_after_refresh(self._plan_the_rest)

    def _plan_the_rest(self) -> None:
        """Start the work that could wait until the first frame was painted."""
        self._finish_startup()

    @work(exit_on_error=False)
    async def _finish_startup(self) -> None:
        if not self._connections.first.options.nick:
            await asyncio.to_thread(importlib.import_module, "tui_chat.client.screens.chat.chat")
            self._put_chat_beneath()
        # Objects made while starting live on: the collector need never look at them. Collecting
        # would cost 40 ms just when the first messages come.
        gc.freeze()
        gc.enable()

    def _put_chat_beneath(self) -> None:
        """Have the chat there when the question for a nickname is answered."""
        put_below_top(self, self.chat)

    # Connections

    def connect(self, connection: Connection) -> None:
        """Connect and stay connected; also again, after the connection was given up."""
        self.run_worker(
            connection.run(),
            group=f"{_CONNECTION_WORKERS}{connection.options.key}",
            exclusive=True,
            exit_on_error=False,
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Report an error of the program, and go on with the parts that still work."""
        if event.state is WorkerState.ERROR:
            self.log.error(event.worker.error)
            text = _("error in tui-chat: {error!r}")
            if event.worker.group.startswith(_CONNECTION_WORKERS):
                text = _("The connection failed because of an error in tui-chat: {error!r}")
            self.notify(text.format(error=event.worker.error), severity="error", markup=False)

    def on_nickname_screen_connect_asked(self, event: "NicknameScreen.ConnectAsked") -> None:
        """Try again, after the first try failed."""
        self.connect(event.connection)

    async def on_nickname_screen_address_corrected(
        self, event: "NicknameScreen.AddressCorrected"
    ) -> None:
        """End; whoever runs us starts again with the other address."""
        if not self.ui.abilities.own_machine:
            return
        self.correction = (event.address, event.nick)
        self.typed_ahead = event.typed_ahead
        await self.end(0)

    def on_chat_screen_connect_asked(self, event: "ConnectAsked") -> None:
        """Connect again: now instead of later, or anew."""
        if event.connection.is_given_up:
            self.connect(event.connection)
        else:
            event.connection.link.retry_now()

    def on_chat_screen_disconnect_asked(self, event: "DisconnectAsked") -> None:
        """Leave a server, unless it is the first."""
        gone = self._connections.take_away(event.connection)
        if not gone:
            self.chat.say(only_server())
        self._leave_out(gone, instead=self._connections.first)

    def on_chat_screen_server_asked(self, event: "ServerAsked") -> None:
        """Connect to one more server, or show its buffer if there is a connection already."""
        if not self.ui.abilities.own_machine:
            return
        adding = self._add_server(event.address)
        self.run_worker(adding, group="reaching", exit_on_error=False)

    async def _add_server(self, address: Address) -> None:
        like, nick = self._connections.first.options, self.chat.session.nick
        try:
            connection, is_new = await self._connections.connection_to(address, like, nick)
        except PasswordError as error:
            self.chat.command_context.complain(str(error))
            return
        if is_new:
            self.connect(connection)
        self.chat.show(connection.session.buffers.server)

    # Events

    def _hear(self, connection: Connection, events: list[Event]) -> None:
        # A connection may be older than the app.
        with acting_for(self):
            self._take(connection, events)

    def _take(self, connection: Connection, events: list[Event]) -> None:
        asking = self._question.screen  # one that opens during these events was told the reason
        for event in events:
            self._question.follow(connection, event)
            if isinstance(event, NetworksChanged):
                self._follow_networks(connection, event.networks)
        if self._chat is None:
            self._unheard.append((connection, events))
        else:
            self._chat.hear(connection, events)
        if asking is not None and asking is self._question.screen:
            asking.hear(connection, events)

    def _registered_after_asking(self, asking: "NicknameScreen") -> None:
        """Show the chat, and connect to the servers that waited for the nickname."""
        self._put_chat_beneath()
        close_screen(self, asking)
        self._write_on(asking.typed_ahead)
        for other in self._connections.take_nick(asking.connection.session.nick):
            self.connect(other)

    def _write_on(self, text: str) -> None:
        """Put text that was typed for the channel into the input."""
        if text := text.rstrip("\n"):
            self.chat.write_on(text)

    def _follow_networks(self, bouncer: Connection, networks: Sequence[Network]) -> None:
        if self._leaving:
            return
        new, gone = self._connections.take_networks(bouncer, networks)
        for connection in new:
            self.connect(connection)
        self._leave_out(gone, instead=bouncer)

    def _leave_out(self, gone: Sequence[Connection], *, instead: Connection) -> None:
        for connection in gone:
            if self._chat is not None:
                self._chat.leave_out(connection, instead=instead.session.buffers.server)
            self.run_worker(connection.close(), group="closing", exit_on_error=False)

    def on_chat_screen_help_asked(self, event: "HelpAsked") -> None:
        """Show keys and commands."""
        from tui_chat.client.screens.help import HelpScreen  # noqa: PLC0415 - as above

        self.push_screen(HelpScreen(self.chat.keys, self.ui.abilities, event.words))

    def on_chat_screen_palette_asked(self) -> None:
        """Show the command palette."""
        from tui_chat.client.commands.offered_commands import offered_to  # noqa: PLC0415 - as above
        from tui_chat.client.screens.action_and_command_picker import Action, palette  # noqa: PLC0415 - as above

        def do(deed: Action | None) -> None:
            if deed is not None:
                deed()

        def act(action: str) -> None:
            self.run_worker(self.chat.action_do(action))

        chat = self.chat
        hosts = chat.connection.options.hosting is not None
        offered = offered_to(chat.session, chat.buffer, self.ui.abilities, hosts=hosts)
        self.push_screen(palette(chat.keys, act, chat.write, offered), do)

    def on_chat_screen_options_changed(self, event: "OptionsChanged") -> None:
        """Look and notify as the person wants from now on."""
        self.theme = event.ui.theme if event.ui.theme in self.available_themes else self.theme
        self._notifier.use(event.ui)

    # The terminal beside the screen

    def on_chat_screen_title_changed(self, event: "TitleChanged") -> None:
        """Show the open buffer, and what is unread elsewhere, in the title of the window."""
        self.write_terminal(title_and_notification_sequences.title(f"{event.title} · tui-chat"))

    def on_chat_screen_notification_asked(self, event: "NotificationAsked") -> None:
        """Notify the person of a message."""
        self._notifier.notify(event.line, event.buffer)

    # Leaving

    async def on_chat_screen_leave_asked(self, event: "LeaveAsked") -> None:
        """`/quit`, or a word for leaving and Enter twice."""
        await self.leave(event.message)

    async def action_quit(self) -> None:
        """Leave, and tell the servers so."""
        await self.leave("")

    async def leave(self, message: str) -> None:
        """Say goodbye to every server and end the program."""
        if not self._leaving and self._may_leave(_quitting_stops):
            # Asked before the goodbye: that we hang up ourselves is no error.
            registered = self._connections.any_registered
            self.sentence = "" if registered else self._connections.first.error
            await self._say_goodbye(message)
            self.exit(return_code=1 if self.sentence else 0)

    async def end(self, status: int) -> None:
        """Leave without a question, after a signal or the loss of the terminal."""
        if not self._leaving:
            await self._say_goodbye("")
            self.exit(return_code=status)

    def terminal_lost(self) -> None:
        """Leave: there is no screen any more."""
        self.call_later(self.end, TERMINAL_LOST)

    def failed(self) -> None:
        """Tell the servers that we leave: Textual ends the program after an unexpected error."""
        for connection in self.connections:
            connection.session.quit("")
            connection.link.flush()

    async def _say_goodbye(self, message: str) -> None:
        self._leaving = True
        self._question.end()
        if self._chat is not None:
            self._chat.keep_draft()
            self._chat.close_pictures()
            self._chat.look(here=False)
        await asyncio.gather(*(each.link.close(message) for each in self.connections))
        for connection in self.connections:
            connection.memory.close()
        if self._chat_log is not None:
            await asyncio.to_thread(self._chat_log.close)

    def action_suspend_process(self) -> None:
        """Ctrl+Z: stop for the shell. The server of a host stops too, so that is asked first."""
        if self._may_leave(_suspending_stops):
            super().action_suspend_process()

    def _may_leave(self, warning: Callable[[int], str]) -> bool:
        """Whether our leaving cuts off nobody, or the person was warned and leaves anyway."""
        count = sum(
            each.options.hosting.others() for each in self.connections if each.options.hosting
        )
        if not count:
            return True
        return (self._question.screen or self.chat).warn(warning(count).format(count=count))

    # Focus

    def on_app_blur(self) -> None:
        """The person looks at another window: messages from now on are unread."""
        self.chat.look(here=False)

    def on_app_focus(self) -> None:
        """The person is back."""
        if self._chat is not None:
            self._chat.look(here=True)


def _quitting_stops(count: int) -> str:
    return ngettext(
        "{count} other person is here. Quitting stops the server. Ctrl+Q again to quit.",
        "{count} other people are here. Quitting stops the server. Ctrl+Q again to quit.",
        count,
    )


def _suspending_stops(count: int) -> str:
    return ngettext(
        "{count} other person is here. The server stops until fg. Ctrl+Z again to suspend.",
        "{count} other people are here. The server stops until fg. Ctrl+Z again to suspend.",
        count,
    )
