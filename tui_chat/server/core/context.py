"""What a command handler is given: who asks, what for, and the ways to answer."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tui_chat.server.core.channel import Channel
from tui_chat.server.core.effects import Close, Effect, Log, Publish, Send
from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.user import Session, User
from tui_chat.wire.capabilities import NO_CAPABILITIES, Capabilities
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric

if TYPE_CHECKING:
    from tui_chat.server.core.network import Network


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """A command that is not carried out. Raised before anything has changed; answered once."""

    def __init__(self, numeric: Numeric, *params: str, text: str = "") -> None:
        super().__init__(numeric, *params)
        self.numeric = numeric
        self.params = params
        self.text = text


class Failed(Exception):  # noqa: N818 - an answer, not a fault
    """A command that is not carried out, answered with FAIL (IRCv3 standard-replies)."""

    def __init__(self, command: str, code: str, *context: str, text: str) -> None:
        super().__init__(command, code, *context)
        self.message = ("FAIL", (command, code, *context, text))


class Context:
    """One event being handled. Handlers check, then change, then tell, in that order."""

    __slots__ = ("_ids", "_msgid", "at", "effects", "message", "network", "params", "session")

    def __init__(
        self,
        network: "Network",
        session: Session,
        at: Millis,
        message: Message,
        msgid: str = "",
    ) -> None:
        self.network = network
        self.session = session
        self.at = at
        self.message = message
        self.params = message.params
        self.effects: list[Effect] = []
        self._msgid = msgid
        self._ids = 0

    # Who asks, and what for.

    @property
    def client(self) -> ClientId:
        """The connection that the command came from."""
        return self.session.id

    @property
    def user(self) -> User:
        """Who sent the command. Only for commands that need registration."""
        user = self.session.user
        assert user is not None, "a handler of an unregistered session asked for its user"  # noqa: S101 - the registry guarantees it
        return user

    def param(self, index: int, default: str = "") -> str:
        """The parameter at `index`, `default` where there is none."""
        return self.params[index] if index < len(self.params) else default

    def next_msgid(self) -> str:
        """An id for a message to others: the event's own for the first, derived for the rest."""
        self._ids += 1
        return self._msgid if self._ids == 1 else f"{self._msgid}-{self._ids}"

    # What is there. Each raises Refused with the numeric that says what is not.

    def channel(self, name: str) -> Channel:
        """The channel of this name."""
        channel = self.network.find_channel(name)
        if channel is None:
            raise Refused(Numeric.ERR_NOSUCHCHANNEL, name)
        return channel

    def own_channel(self, name: str) -> Channel:
        """The channel of this name, which the user must be in."""
        channel = self.channel(name)
        if self.user not in channel.members:
            raise Refused(Numeric.ERR_NOTONCHANNEL, channel.name)
        return channel

    def operated_channel(self, name: str) -> Channel:
        """The channel of this name, of which the user must be an operator."""
        channel = self.own_channel(name)
        if not channel.is_operator(self.user):
            raise Refused(Numeric.ERR_CHANOPRIVSNEEDED, channel.name)
        return channel

    def other(self, nick: str) -> User:
        """The user of this nickname."""
        user = self.network.find_user(nick)
        if user is None:
            raise Refused(Numeric.ERR_NOSUCHNICK, nick)
        return user

    # Answers.

    def reply(self, numeric: Numeric, *params: str, words: Iterable[str] = ()) -> None:
        """Send the client a numeric; its own text comes last, `words` filled in."""
        text = numeric.text
        if text:
            params = (*params, text.format(*words))
        self.send(Message(numeric.value, (self.session.nick, *params), self.network.name))

    def send(self, message: Message) -> None:
        """Show a message to the client that asked, and to nobody else."""
        self.effects.append(Send((self.session.id,), message))

    def tell(
        self,
        clients: tuple[ClientId, ...],
        message: Message,
        needs: Capabilities = NO_CAPABILITIES,
    ) -> None:
        """Show a message to these clients."""
        if clients:
            self.effects.append(Send(clients, message, needs))

    def publish(self, channel: Channel, message: Message) -> None:
        """Show a message to every member of a channel, whoever caused it included."""
        self.effects.append(Publish(channel.folded, message))

    def close(self, reason: str) -> None:
        """Say ERROR with the reason, and close the connection. RFC 2812 3.7.4."""
        self.send(Message("ERROR", (f"Closing link: {self.session.host} ({reason})",)))
        self.effects.append(Close(self.session.id))

    def log(self, what: str, **fields: str) -> None:
        """Tell the operator."""
        self.effects.append(Log(what, fields))

    def each(self, names: str, act: Callable[[str], None]) -> None:
        """Do `act` for each name in a list with commas; one that is refused stops no other."""
        for name in dict.fromkeys(names.split(",")):
            if name:
                self.attempt(lambda name=name: act(name))  # type: ignore[misc]

    def attempt(self, act: Callable[[], None]) -> None:
        """Do `act`; a refusal is answered here."""
        try:
            act()
        except (Refused, Failed) as refusal:
            self.answer(refusal)

    def answer(self, refusal: Refused | Failed) -> None:
        """Tell the client why its command was not carried out."""
        if isinstance(refusal, Failed):
            command, params = refusal.message
            self.send(Message(command, params, self.network.name))
        elif refusal.text:
            params = (self.session.nick, *refusal.params, refusal.text)
            self.send(Message(refusal.numeric.value, params, self.network.name))
        else:
            self.reply(refusal.numeric, *refusal.params)
