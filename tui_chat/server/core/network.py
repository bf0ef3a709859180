"""The network: its users, channels and sessions, and what each event does to them."""

from tui_chat.server.core import membership
from tui_chat.server.core.channel import Channel
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.effects import Close, Effect
from tui_chat.server.core.events import (
    ClientId,
    Connected,
    Disconnected,
    Event,
    Garbled,
    Received,
    Unreadable,
)
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.user import Session, User
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.numerics import Numeric


class Network:
    """A deterministic state machine: equal events give equal states and equal effects.

    `handle` never raises on account of what a client sent.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.name = settings.server
        self.fold = settings.casemapping.fold
        self.sessions: dict[ClientId, Session] = {}
        self.users: dict[Folded, User] = {}
        self.channels: dict[Folded, Channel] = {}
        # Counted as they change: LUSERS is part of every welcome.
        self.attached = 0
        """Sessions that belong to a user."""
        self.invisible = 0
        """Users with mode i."""
        self.most_users = 0

    def handle(self, event: Event) -> list[Effect]:
        """Apply one event; what is to be done about it, in order.

        Events of a client that is not connected, or no longer, do nothing.
        """
        if type(event) is Received:
            session = self.sessions.get(event.client)
            if session is None:
                return []
            message = event.message
            ctx = Context(self, session, event.at, message, event.msgid)
            command = COMMANDS.get(message.command)
            if command is None or (session.user is None and not command.unregistered):
                self._refuse(ctx, message.command)
            elif len(message.params) < command.min_params:
                ctx.reply(Numeric.ERR_NEEDMOREPARAMS, message.command)
            else:
                try:
                    command.handler(ctx)
                except (Refused, Failed) as refusal:
                    ctx.answer(refusal)
            return ctx.effects
        return self._handle_rare(event)

    def find_user(self, nick: str) -> User | None:
        """The user of this nickname, in whatever case."""
        return self.users.get(self.fold(nick))

    def find_channel(self, name: str) -> Channel | None:
        """The channel of this name, in whatever case."""
        # Most names come as they are folded: that saves the folding on every message.
        return self.channels.get(name) or self.channels.get(self.fold(name))  # type: ignore[call-overload]

    def snapshot(self) -> dict[str, list[tuple[object, ...]]]:
        """The whole state as plain data, to compare and to look at."""
        return {
            "sessions": [session.snapshot() for session in self.sessions.values()],
            "users": [user.snapshot() for user in self.users.values()],
            "channels": [channel.snapshot() for channel in self.channels.values()],
        }

    def _handle_rare(self, event: Event) -> list[Effect]:
        if isinstance(event, Connected):
            self.sessions[event.client] = Session(event.client, event.host, event.secure)
            return []
        session = self.sessions.get(event.client)
        if session is None:
            return []
        ctx = Context(self, session, event.at, Message("*"))
        if isinstance(event, Disconnected):
            membership.end_session(ctx, event.reason)
            ctx.effects.append(Close(session.id))
        elif isinstance(event, Garbled):
            if event.problem is Unreadable.TOO_LONG:
                ctx.reply(Numeric.ERR_INPUTTOOLONG)
            else:
                params = (event.command, "INVALID_UTF8", "Only UTF-8 is spoken here")
                ctx.send(Message("FAIL", params, self.name))
        return ctx.effects

    @staticmethod
    def _refuse(ctx: Context, name: str) -> None:
        if ctx.session.user is None:
            ctx.reply(Numeric.ERR_NOTREGISTERED)
        else:
            ctx.reply(Numeric.ERR_UNKNOWNCOMMAND, name)
