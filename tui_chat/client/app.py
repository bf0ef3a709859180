"""The full-screen client: which screen is shown, and what the servers say to it."""

import asyncio
import gc
import importlib
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui_chat.client.buffers.scrollback import LineKind
from tui_chat.client.config.options import ClientOptions, UiOptions
from tui_chat.client.connect.connection import Connection
from tui_chat.client.connect.connections import Connecting
from tui_chat.client.events import (
    CertificateRefused,
    Disconnected,
    Event,
    NickRefused,
    PasswordRefused,
    Registered,
)
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.login_name import login_name
from tui_chat.client.memory.memories import Memories
from tui_chat.client.textual_compat.alt_keys import hear_alt_keys
from tui_chat.client.textual_compat.safe_widths import needs_simple_emoji
from tui_chat.client.textual_compat.terminal_app import TERMINAL_LOST
from tui_chat.client.themes import QUIET, looks

if TYPE_CHECKING:
    from tui_chat.client.screens.chat import ChatScreen
    from tui_chat.client.screens.nickname import NicknameScreen

_MOST_UNHEARD: Final = 1_000
"""Reports of what happens that are kept for a chat that is not there yet."""


class ChatApp(Connecting):
    """Connects to servers, asks for a nickname if need be, and lets people talk.

    What is `wanted` is how to go to a server, or a connection that is under way already.
    `proposal` is the nickname filled in where none was given. `memories` tell what was read and
    written when the program ran last. After `run`, `return_code` is 1 and
    `sentence` says why if no server took us in.
    """

    CSS_PATH = Path(__file__).with_name("app.tcss")
    TITLE = "tui-chat"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", show=False)]

    def __init__(
        self,
        *wanted: ClientOptions | Connection,
        ui: UiOptions | None = None,
        memories: Memories | None = None,
        proposal: str | None = None,
    ) -> None:
        super().__init__(ui or UiOptions(), memories)
        hear_alt_keys()
        for theme in looks(self.console):
            self.register_theme(theme)
        if self.ui.theme in self.available_themes:
            self.theme = self.ui.theme
        else:
            self.theme = QUIET.name
            trouble = _("There is no theme {theme}; F2 shows which there are.")
            said = (*self.ui.troubles, trouble.format(theme=self.ui.theme))
            self.ui = replace(self.ui, troubles=said)
        self.sentence = ""
        self.connections = [
            each if isinstance(each, Connection) else self._connection(each) for each in wanted
        ]
        first = self.connections[0]
        last = "" if first.options.nick else first.memory.last_nick
        self._proposal = proposal or last or login_name()
        self._leaving = False
        self._asking: NicknameScreen | None = None
        self._chat: ChatScreen | None = None
        self._unheard: deque[tuple[Connection, list[Event]]] = deque(maxlen=_MOST_UNHEARD)

    @property
    def chat(self) -> "ChatScreen":
        """Where people talk."""
        if self._chat is None:
            # Who is asked for a nickname has something to do while this is imported.
            from tui_chat.client.screens.chat import ChatScreen  # noqa: PLC0415

            self._chat = ChatScreen(self.connections, self.ui, simple_emoji=needs_simple_emoji())
            while self._unheard:
                self._chat.hear(*self._unheard.popleft())
        return self._chat

    def get_default_screen(self) -> Screen[None]:
        """The chat; at first, where no nickname was given, the question for one."""
        first = self.connections[0]
        if first.options.nick:
            return self.chat
        question = self._question(first, self._proposal)
        # It goes as if it had been pushed, which would take two frames more.
        question._push_result_callback(self, self._asked)  # noqa: SLF001
        return question

    def get_css_variables(self) -> dict[str, str]:
        """The colours of the theme; none for the one that would be if none was chosen."""
        return super().get_css_variables() if self.available_themes.get(QUIET.name) else {}

    def refresh_css(self, animate: bool = True) -> None:
        """Use the theme that was chosen; what no screen has used yet need not be parsed twice."""
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        """Connect, also while a nickname is asked for."""
        for connection in self.connections:
            connection.listen(self._hear)
            if connection.options.nick or connection is self.connections[0]:
                self.connect(connection)
        self.call_after_refresh(self._plan_the_rest)

    def _plan_the_rest(self) -> None:
        """The first frame is painted: do what could wait for it, beside what the person does."""
        self._do_the_rest()

    @work(exit_on_error=False)
    async def _do_the_rest(self) -> None:
        if not self.connections[0].options.nick:
            await asyncio.to_thread(importlib.import_module, "tui_chat.client.screens.chat")
            self._put_chat_beneath()
        # What was made while starting stays: it need never be looked at again, not even once.
        # Collecting would cost 40 ms just when the first messages come.
        gc.freeze()
        gc.enable()

    def _put_chat_beneath(self) -> None:
        """Have the chat there when the question for a nickname goes."""
        if self.chat not in self.screen_stack:
            # Textual has no other way to put a screen anywhere but on top.
            self._screen_stack.insert(-1, self.chat)
            self._register(self, self.chat)

    # What the servers say

    def _hear(self, connection: Connection, events: list[Event]) -> None:
        # A connection may be older than the app: Textual's timers know by context whose they are,
        # and one that is set from elsewhere never goes off.
        with self._context():
            self._take(connection, events)

    def _take(self, connection: Connection, events: list[Event]) -> None:
        asking = self._asking  # one that opens now was told why
        for event in events:
            self._follow(connection, event)
        if self._chat is None:
            self._unheard.append((connection, events))
        else:
            self._chat.hear(connection, events)
        if asking is not None and asking is self._asking:
            asking.hear(connection, events)

    def _follow(self, connection: Connection, event: Event) -> None:
        """Ask for a nickname, or stop asking, as an event calls for it."""
        session = connection.session
        match event:
            case Registered() if self._asking is not None and self._is_asking(connection):
                ahead = self._asking.typed_ahead
                self._asking = None
                self._put_chat_beneath()
                self.pop_screen()
                if ahead:
                    self.chat.write_on(ahead)
                self._bring_in_others(session.nick)
            case NickRefused() if session.was_registered or self._may_talk:
                # Coming back, our name is still that of the connection that was lost.
                session.make_do_with(event.proposal)
            case NickRefused() if self._asking is None:
                self._ask_nickname(connection, event.nick, event.reason, event.proposal)
            case PasswordRefused() | CertificateRefused() if (
                self._asking is None and not self._leaving
            ):
                self._tell_failure(connection, event)
            case Disconnected() if (
                self._asking is None and not session.was_registered and not self._leaving
            ):
                self._tell_failure(connection, event)

    def _is_asking(self, connection: Connection) -> bool:
        return self._asking is not None and self._asking.connection is connection

    def _tell_failure(self, connection: Connection, event: Event) -> None:
        needs_answer = isinstance(event, PasswordRefused | CertificateRefused)
        if needs_answer or not self._may_talk:
            self._ask_nickname(connection, connection.session.nick, trouble=connection.trouble)
        else:
            page = connection.session.buffers.server
            said = _("{trouble} /reconnect tries again.").format(trouble=connection.trouble)
            page.append(LineKind.ERROR, said, self.chat.now())

    def _ask_nickname(
        self, connection: Connection, nick: str, trouble: str = "", instead: str = ""
    ) -> None:
        self.push_screen(self._question(connection, nick, trouble, instead), self._asked)

    def _question(
        self, connection: Connection, nick: str, trouble: str = "", instead: str = ""
    ) -> "NicknameScreen":
        # Whoever gave a nickname goes straight to the chat, and need not wait for this import.
        from tui_chat.client.screens.nickname import NicknameScreen  # noqa: PLC0415

        self._asking = NicknameScreen(
            connection, nick, trouble=trouble, instead=instead, may_go_back=self._may_talk
        )
        return self._asking

    def _asked(self, _nothing: None) -> None:
        """The person does not want that server."""
        self._asking = None

    def on_chat_screen_help_asked(self) -> None:
        """Show keys and commands."""
        from tui_chat.client.screens.help import HelpScreen  # noqa: PLC0415 - as above

        self.push_screen(HelpScreen(self.chat.keys))

    def on_chat_screen_palette_asked(self) -> None:
        """Everything that can be done, by name."""
        from tui_chat.client.screens.palette import Deed, palette  # noqa: PLC0415 - as above

        def do(deed: Deed | None) -> None:
            if deed is not None:
                deed()

        def act(action: str) -> None:
            self.run_worker(self.chat.action_do(action))

        self.push_screen(
            palette(
                self.chat.keys,
                act,
                self.chat.write,
                sorted(self.available_themes),
                self._wear,
            ),
            do,
        )

    def _wear(self, theme: str) -> None:
        self.theme = theme

    # Leaving

    async def on_chat_screen_leave_asked(self, event: "ChatScreen.LeaveAsked") -> None:
        """`/quit`, or a word for leaving and Enter twice."""
        await self.leave(event.message)

    async def action_quit(self) -> None:
        """Leave, with a word to the servers."""
        await self.leave("")

    async def leave(self, message: str) -> None:
        """Say goodbye to every server and end the program."""
        if not self._leaving and self._may_leave():
            await self._say_goodbye(message)
            taken_in = any(each.session.was_registered for each in self.connections)
            self.sentence = "" if taken_in else self.connections[0].trouble
            self.exit(return_code=1 if self.sentence else 0)

    async def end(self, status: int) -> None:
        """Leave without a question, with that exit status: a signal, or a terminal that is gone."""
        if not self._leaving:
            await self._say_goodbye("")
            self.exit(return_code=status)

    def terminal_lost(self) -> None:
        """Leave: nobody sees us any more."""
        self.call_later(self.end, TERMINAL_LOST)

    def failed(self) -> None:
        """Tell the servers, as always: Textual ends us after a mistake of ours."""
        for connection in self.connections:
            connection.session.quit("")
            connection.link.flush()

    async def _say_goodbye(self, message: str) -> None:
        self._leaving = True
        if self._chat is not None:
            self._chat.keep_draft()
            self._chat.look(here=False)
        await asyncio.gather(*(each.link.close(message) for each in self.connections))
        for connection in self.connections:
            connection.memory.close()

    def _may_leave(self) -> bool:
        """Whether nobody would be cut off by our leaving, or the person knows and leaves anyway."""
        count = sum(
            each.options.hosting.others() for each in self.connections if each.options.hosting
        )
        if not count:
            return True
        warning = ngettext(
            "{count} other is still here: the server ends with you. Ctrl+Q again leaves.",
            "{count} others are still here: the server ends with you. Ctrl+Q again leaves.",
            count,
        ).format(count=count)
        return (self._asking or self.chat).warn(warning)

    # Looking

    def on_app_blur(self) -> None:
        """The person looks at another window: what comes now is new to them."""
        self.chat.look(here=False)

    def on_app_focus(self) -> None:
        """The person is back."""
        if self._chat is not None:
            self._chat.look(here=True)
