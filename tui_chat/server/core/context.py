"""The context of a command: its client, its parameters, and the ways to answer."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from tui_chat.server.core.effects import Close, Effect, Log, Publish, Remember, Send
from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.settings import MOST_WORDS
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.state.visibility import sees
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capabilities
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.preformatted_numerics import REPLIES, replies
from tui_chat.wire.tags import OPERATOR_TAG

KEPT_EVENTS: Final = frozenset({"JOIN", "PART", "KICK", "MODE", "TOPIC", "RENAME"})
"""Events of a channel that are kept in its history, for draft/event-playback."""


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

    __slots__ = (
        *("_ids", "_msgid", "at", "effects", "message", "network", "params", "session"),
        "values_left",
    )

    def __init__(
        self,
        network: Network,
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
        self.values_left = network.settings.limits.metadata_sync
        """How many values of metadata it may still have shown."""
        self._msgid = msgid
        self._ids = 0

    # The client and its command.

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

    @property
    def author(self) -> str:
        """The identity of who sent the command; "" if that is no user."""
        return self.session.user.identity if self.session.user is not None else ""

    def param(self, index: int, default: str = "") -> str:
        """The parameter at `index`, `default` where there is none."""
        return self.params[index] if index < len(self.params) else default

    @property
    def msgid(self) -> str:
        """The id of the event, which is that of no other."""
        return self._msgid

    def next_msgid(self) -> str:
        """An id for a message to others: the event's own for the first, derived for the rest."""
        self._ids += 1
        return self._msgid if self._ids == 1 else f"{self._msgid}-{self._ids}"

    # Look-ups. Each raises Refused with the numeric for a thing that is not there.

    def channel(self, name: str) -> Channel:
        """The channel of this name, should the user see that there is one."""
        channel = self.network.find_channel(name)
        if channel is None or not sees(self.user, channel):
            raise Refused(Numeric.ERR_NOSUCHCHANNEL, name)
        return channel

    def own_channel(self, name: str) -> Channel:
        """The channel of this name, which the user must be in."""
        channel = self.channel(name)
        if self.user not in channel.members:
            raise Refused(Numeric.ERR_NOTONCHANNEL, channel.name)
        return channel

    def other(self, nick: str) -> User:
        """The user of this nickname."""
        user = self.network.find_user(nick)
        if user is None:
            raise Refused(Numeric.ERR_NOSUCHNICK, nick)
        return user

    # Answers.

    def reply(
        self, numeric: Numeric, *params: str, words: Iterable[str] = (), text: str = ""
    ) -> None:
        """Send the client a numeric; `text` or its own comes last, `words` filled in.

        Parameters may be what a peer wrote: one that cannot stand before the last becomes `*`.
        """
        text = text or (numeric.text.format(*words) if words else numeric.text)
        params = (*map(middle, params), text) if text else (*map(middle, params[:-1]), params[-1])
        said = Message(numeric.code, (self.session.nick, *params), self.network.name)
        self.effects.append(Send((self.session.id,), said))

    def replies(self, lines: str) -> None:
        """Send several numerics at once: lines of `preformatted_numerics`, with LF between.

        Numerics that follow others directly become one message with them, as in the welcome of a
        newcomer.
        """
        if self.effects:
            before = self.effects[-1]
            mine = (self.session.id,)
            if type(before) is Send and before.message.command == REPLIES and before.to == mine:
                lines = f"{before.message.params[1]}\n{lines}"
                self.effects.pop()
        said = replies(lines, self.session.nick, self.network.name)
        self.effects.append(Send((self.session.id,), said))

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
            self.effects.append(Send(clients, self.signed(message), needs))

    def publish(self, channel: Channel, message: Message) -> None:
        """Show a message to every member of a channel, whoever caused it included.

        What belongs to the channel's history is kept.
        """
        if message.command in KEPT_EVENTS:
            message = self.kept(message, channel.folded)
        self.effects.append(Publish(channel.folded, self.signed(message)))

    def kept(self, message: Message, *targets: str) -> Message:
        """The message with an id of its own, kept in the history of these targets."""
        msgid = message.tags.get("msgid") or self.next_msgid()
        tags = {**self.signed(message).tags, "msgid": msgid}
        message = Message(message.command, message.params, message.source, tags)
        if self.network.settings.history.kept:
            author = self.author
            self.effects.extend(Remember(target, message, msgid, author) for target in targets)
        return message

    def signed(self, message: Message) -> Message:
        """The message with the tags that tell who sent it. IRCv3 account-tag, draft/oper-tag."""
        user = self.session.user
        if user is None or not (user.account or user.modes) or message.source != user.source:
            return message
        own = {"account": user.account} if user.account else {}
        if "o" in user.modes:
            own[OPERATOR_TAG] = ""
        if own.keys() <= message.tags.keys():
            return message
        return Message(message.command, message.params, message.source, {**message.tags, **own})

    def everywhere(self) -> "tuple[Context, ...]":
        """The context of each of the user's connections, the one that asked first.

        What is answered to them goes the same way.
        """
        return (self, *map(self.beside, (one for one in self.user.clients if one != self.client)))

    def beside(self, client: ClientId) -> "Context":
        """The context of another connection, to tell it something in answer to this command."""
        beside = Context(self.network, self.network.sessions[client], self.at, self.message)
        beside.effects = self.effects
        return beside

    def close(self, reason: str) -> None:
        """Say ERROR with the reason, and close the connection. RFC 2812 3.7.4."""
        self.send(Message("ERROR", (f"Closing link: {self.session.host} ({reason})",)))
        self.effects.append(Close(self.session.id))

    def log(self, what: str, **fields: str) -> None:
        """Tell the operator."""
        self.effects.append(Log(what, fields))

    def distinct(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names that are not empty, each once, in whatever case."""
        found: dict[str, str] = {}
        for name in filter(None, names):
            found.setdefault(self.network.fold(name), name)
        return tuple(found.values())

    def check_number(self, words: Sequence[str]) -> None:
        """Raise Refused if the command names too many (ISUPPORT TARGMAX)."""
        command = self.message.command
        most = MOST_WORDS[command]
        if len(words) > most:
            text = f"Ask {command} about at most {most} at once"
            raise Refused(Numeric.ERR_TOOMANYTARGETS, words[most], text=text)

    def each(self, names: str, act: Callable[[str], None]) -> None:
        """Do `act` for each name in a list with commas; one that is refused stops no other.

        Raises Refused if the list is empty.
        """
        wanted = self.distinct(names.split(","))
        if not wanted:
            raise Refused(Numeric.ERR_NEEDMOREPARAMS, self.message.command)
        for name in wanted:
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
            params = (*map(middle, params[:-1]), params[-1])
            self.send(Message(command, params, self.network.name))
        else:
            self.reply(refusal.numeric, *refusal.params, text=refusal.text)


def middle(word: str) -> str:
    """The word as a middle parameter: `*` if it cannot be one."""
    return word if word and word[0] != ":" and " " not in word else "*"
