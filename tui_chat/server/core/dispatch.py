"""The network: its users, channels and sessions, and what each event does to them."""

from tui_chat.server.core import reconfiguration
from tui_chat.server.core.accounts import administration
from tui_chat.server.core.accounts.accounts import Accounts
from tui_chat.server.core.channels import membership
from tui_chat.server.core.channels.secrecy import Door
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.effects import Close, Effect
from tui_chat.server.core.events import (
    AccountOrdered,
    Answered,
    ClientId,
    Connected,
    Disconnected,
    Event,
    Garbled,
    Millis,
    Received,
    Reconfigured,
    Restored,
    Spoke,
    Unreadable,
)
from tui_chat.server.core.messages import multiline
from tui_chat.server.core.messages.speech import speak, speak_at_length
from tui_chat.server.core.registry import ANSWERS, RESTORERS, Command
from tui_chat.server.core.state.channel import Channel
from tui_chat.server.core.state.client_tags import ClientTags
from tui_chat.server.core.state.failures import Failures
from tui_chat.server.core.state.lookalikes import Lookalikes
from tui_chat.server.core.state.settings import Settings
from tui_chat.server.core.state.unicode_names import nickname_rule
from tui_chat.server.core.state.user import Session, User
from tui_chat.server.core.state.whowas import Departures
from tui_chat.server.core.users import http_requests
from tui_chat.server.core.users.capability_offers import offers
from tui_chat.server.core.users.metadata import Metadata
from tui_chat.server.core.users.monitors import Monitors
from tui_chat.server.core.users.network_bans import NetworkBans
from tui_chat.server.core.users.registration import is_open, refuse_stranger
from tui_chat.server.core.users.welcome import Greeting
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.tags import NO_TAGS


class Network:
    """A deterministic state machine: equal events give equal states and equal effects.

    `handle` never raises on account of what a client sent.
    """

    def __init__(self, settings: Settings) -> None:
        self.name = settings.server
        self.fold = settings.casemapping.folding
        self._is_nickname = nickname_rule(settings.casemapping)
        self.configure(settings)
        self.sessions: dict[ClientId, Session] = {}
        self.users: dict[Folded, User] = {}
        """Changed by `add_user` and `remove_user` alone."""
        self._alike: Lookalikes[User] = Lookalikes(settings.casemapping)
        self.channels: dict[Folded, Channel] = {}
        # Counted as they change: LUSERS is part of every welcome.
        self.attached = 0
        """Sessions that belong to a user."""
        self.invisible = 0
        """Users with mode i."""
        self.most_users = 0
        self.doors: dict[Folded, Door] = {}
        """Of channels that are not registered: what keeps people out (see `secrecy`),"""
        self.left_doors: dict[Folded, Door] = {}
        """and of those that nobody is in."""
        self.markers: dict[str, dict[str, Millis]] = {}
        """How far each identity has read, by target; what was marked last comes last."""
        self.operators: dict[User, None] = {}
        """Users with mode o."""
        self.departures = Departures(settings.limits.whowas)
        self.monitors = Monitors()
        self.metadata = Metadata()
        self.bans = NetworkBans()
        self.accounts = Accounts(self.fold, settings.casemapping)
        policy = settings.accounts
        self.wrong_by_host = Failures(policy.wrong_passwords, policy.wrong_password_pause * 1000)
        self.wrong_by_account = Failures(policy.wrong_passwords, policy.wrong_password_pause * 1000)
        self.wrong_by_operator = Failures(
            policy.wrong_passwords, policy.wrong_password_pause * 1000
        )
        self.operator_addresses: dict[str, str] = {}
        """Where each operator was last: there it is not slowed down by what others try."""
        self.registrations = Failures(policy.registrations, policy.registration_pause * 1000)
        self.started_at = Millis(0)
        """When the first event came."""

    def handle(self, event: Event) -> list[Effect]:
        """Apply one event; what is to be done about it, in order.

        Events of a client that is not connected, or no longer, do nothing.
        """
        if type(event) is Received:
            session = self.sessions.get(event.client)
            if session is None:
                return []
            message = event.message
            if message.command == "PRIVMSG":
                effects = speak(self, session, event)
                if effects is not None:
                    return effects
            ctx = Context(self, session, event.at, message, event.msgid)
            if session.batch is not None and multiline.take(ctx):
                return ctx.effects
            command = COMMANDS.get(message.command)
            if command is None or (session.user is None and not is_open(ctx, command)):
                self._refuse(ctx, command)
            elif len(message.params) < command.min_params:
                ctx.reply(Numeric.ERR_NEEDMOREPARAMS, message.command)
            else:
                try:
                    command.handler(ctx)
                except (Refused, Failed) as refusal:
                    ctx.answer(refusal)
            return ctx.effects
        if type(event) is Spoke:
            return self._hear(event)
        return self._handle_rare(event)

    def configure(self, settings: Settings) -> None:
        """Take settings whose server name and casemapping are those it began with."""
        self.settings = settings
        self.keeps_history = settings.history.kept
        self.client_tags = ClientTags(settings.client_tags_denied)
        # Made once: every newcomer asks for them, or is told them.
        self.offers = offers(settings)
        self.greeting = Greeting(settings)

    def find_user(self, nick: str) -> User | None:
        """The user of this nickname, in whatever case."""
        return self.users.get(self.fold(nick))

    def is_nickname(self, name: str) -> bool:
        """Whether a user may have this nickname."""
        return self._is_nickname(name, self.settings.limits.nick)

    def find_holder(self, nick: str, account: str = "") -> User | None:
        """The user of this nickname, or of one that looks the same, as `account` finds it.

        Nobody is kept from the nickname of the own account by one that only looks like it.
        """
        holder = self.find_user(nick)
        if holder is None and not self.accounts.has_nick(account, self.fold(nick)):
            holder = self._alike.find(nick)
        return holder

    def add_user(self, user: User) -> None:
        """Somebody is on the network, or has another nickname."""
        self.users[user.folded] = user
        self._alike.add(user.folded, user)

    def remove_user(self, user: User) -> None:
        """Somebody leaves the network, or gives up a nickname."""
        del self.users[user.folded]
        self._alike.remove(user.folded)

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
            "doors": [*self.doors.items(), *self.left_doors.items()],
            "monitors": [self.monitors.snapshot()],
            "metadata": [self.metadata.snapshot()],
            "bans": [self.bans.snapshot()],
            "accounts": [self.accounts.snapshot(), self.registrations.snapshot()],
            "wrong passwords": [
                *(self.wrong_by_host.snapshot(), self.wrong_by_account.snapshot()),
                *(self.wrong_by_operator.snapshot(), tuple(self.operator_addresses.items())),
            ],
        }

    def _hear(self, event: Spoke) -> list[Effect]:
        session = self.sessions.get(event.client)
        if session is None:
            return []
        effects = speak_at_length(self, session, event)
        if effects is None:
            effects = []
            for text, msgid in zip(event.texts, event.msgids, strict=True):
                message = Message("PRIVMSG", (event.target, text))
                effects += self.handle(Received(event.client, event.at, message, msgid))
        return effects

    def _handle_rare(self, event: Event) -> list[Effect]:
        self.started_at = self.started_at or event.at
        session = self.sessions.get(event.client)
        if session is not None:
            return self._handle_of_client(event, session)
        if isinstance(event, Connected):
            self.sessions[event.client] = Session(
                event.client,
                event.host,
                event.secure,
                shown=event.shown or event.host,
                fingerprint=event.fingerprint,
            )
            return []
        if isinstance(event, Reconfigured):
            return reconfiguration.carry_out(self, event)
        if isinstance(event, AccountOrdered):
            return administration.carry_out(self, event)
        if isinstance(event, Restored):
            restore = RESTORERS.get(event.kind)
            if restore is not None:
                restore(self, event.key, event.value)
        return []

    def _handle_of_client(self, event: Event, session: Session) -> list[Effect]:
        ctx = Context(self, session, event.at, Message("*"), getattr(event, "msgid", ""))
        if isinstance(event, Answered):
            self._answer(ctx, event)
        elif isinstance(event, Disconnected):
            membership.end_session(ctx, event.reason)
            ctx.effects.append(Close(session.id))
        elif isinstance(event, Garbled):
            if session.user is None and http_requests.is_method(event.command):
                http_requests.refuse(ctx)
            else:
                self._answer_garbled(ctx, event)
        return ctx.effects

    def _answer_garbled(self, ctx: Context, event: Garbled) -> None:
        if ctx.session.batch is not None:
            ctx.session.batch.failed = True  # or it would be said without this line
        if event.problem is Unreadable.TOO_LONG:
            ctx.reply(Numeric.ERR_INPUTTOOLONG)
            return
        why = ("INVALID_UTF8", "Only UTF-8 is spoken here")
        if event.problem is Unreadable.MALFORMED:
            why = ("INVALID_MESSAGE", "A line has a command, and neither NUL nor CR in it")
        tags = {"label": event.label} if event.label else NO_TAGS
        ctx.send(Message("FAIL", (event.command, *why), self.name, tags))

    @staticmethod
    def _answer(ctx: Context, event: Answered) -> None:
        try:
            ANSWERS[type(event.request)](ctx, event.request, event.answer)
        except (Refused, Failed) as refusal:
            ctx.answer(refusal)

    @staticmethod
    def _refuse(ctx: Context, command: Command | None) -> None:
        if ctx.session.user is not None:
            ctx.reply(Numeric.ERR_UNKNOWNCOMMAND, ctx.message.command)
        elif http_requests.is_http(ctx.message):
            http_requests.refuse(ctx)
        elif command is None or not command.unregistered:
            ctx.reply(Numeric.ERR_NOTREGISTERED)
        else:
            refuse_stranger(ctx)
