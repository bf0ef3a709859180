"""One person or program that talks in plain text: what it means in IRC, and what IRC says to it."""

import re
from collections.abc import Callable
from typing import ClassVar, Final

from tui_chat.server.plain_lines.dialect_text_templates import Dialect
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message
from tui_chat.wire.names import is_nickname
from tui_chat.wire.source import Source
from tui_chat.wire.text.sanitize import sanitize

_LONGEST: Final = 400
"""Bytes of a message in IRC, beside what stands in front of it."""
_TRIES: Final = 20
"""Names like the one that is taken that a program is given a chance with."""
_HTTP: Final = re.compile(r"[A-Za-z]+ \S* HTTP/\d(\.\d)?")
_SSH: Final = re.compile(r"SSH-\d")
_UNNAMED: Final = "guest"
"""The name of a program that has not told one."""
_UNREADABLE: Final = "\N{REPLACEMENT CHARACTER}"
"""What stands for a control character, as in TLS."""
_NOT_HTTP: Final = (
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nThis is a chat, and no web page."
)
_ASK_PASSWORD: Final = "Password of this server? "  # noqa: S105 - a question
_NAME_PROBLEMS: Final = {
    "432": "That can't be a nickname. Try letters and digits, without spaces: ",
    "433": "That nickname is taken. Another? ",
    "437": "That nickname is not free now. Another? ",
}
_ACTION: Final = re.compile(r"\x01ACTION ?([^\x01]*)\x01?")
_COMMANDS: Final = "/me TEXT, /msg NICK TEXT, /nick NICK, /names, /help, /quit"
_HELP: Final = f"Commands: {_COMMANDS}. To say a line that begins with /, type //"


class Conversation:
    """Translates both ways. Each call adds to `lines`, for the server, which the caller takes.

    `take_said` gives what is for the peer; when `is_over`, the caller closes.
    """

    def __init__(
        self, dialect: Dialect, channel: str, longest_nick: int, *, has_password: bool
    ) -> None:
        self.lines: list[str] = []
        self._said: list[str] = []
        self._prompt = ""
        self.is_over = False
        self._dialect = dialect
        self._channel = channel
        self._longest_nick = longest_nick
        self._asks_password = has_password
        self._nick = ""
        """The one on the network, "" before it is accepted."""
        self._name = ""
        """The one that was given, which a program puts in front of its texts."""
        self._wanted = ""
        self._tries = 0
        self._is_first = True
        self._unsaid: list[tuple[str, bool]] = []
        """Messages that were typed before the user was in."""
        self._is_in = False
        self._is_leaving = False

    def begin(self) -> None:
        """Send the greeting."""
        self._prompt = _ASK_PASSWORD if self._asks_password else self._dialect.greeting

    def take_said(self) -> bytes:
        """What the peer is to be told now."""
        said, self._said = self._said, []
        prompt, self._prompt = self._prompt, ""
        if self._dialect.chunks:
            text = "\n".join([*said, *filter(None, [prompt])])
        else:
            text = "".join(f"{one}\n" for one in said) + prompt
        return text.encode(self._dialect.encoding, "replace")

    # From the peer.

    def hear(self, text: str) -> None:
        """The peer has said this text, a line or a chunk without its end."""
        text = sanitize(text)
        if self._is_first:
            self._turn_away(text)
        if self.is_over:
            return
        self._is_first = False
        if self._asks_password:
            self._asks_password = False
            self.lines.append(f"PASS :{text}")
            self._prompt = self._dialect.greeting
        elif self._dialect.named is not None:
            self._hear_named(text)
        elif self._means_to_leave(text):
            self.leave()
        elif not self._wanted:
            self._name = text.strip()
            self._call(self._name)
        elif self._dialect.is_person and text.startswith("/"):
            self._hear_slash(text)
        else:
            prefix = self._dialect.prefix.format(nick=self._name)
            self._say(text.removeprefix(prefix) if prefix else text)

    def _turn_away(self, first: str) -> None:
        """Disconnect a peer that speaks another protocol, such as the browser of a web page."""
        if _HTTP.match(first):
            self._said.append(_NOT_HTTP)
            self.is_over = True
        elif _SSH.match(first) or (_UNREADABLE in first and not self._dialect.is_person):
            self.is_over = True

    def leave(self) -> None:
        """The peer leaves."""
        self._is_leaving = True
        self.lines.append("QUIT")

    def _means_to_leave(self, text: str) -> bool:
        said = text.strip().lower()
        # Before there is a name, a word may be one.
        return said in self._dialect.leaving and bool(self._wanted or said.startswith("/"))

    def _hear_slash(self, text: str) -> None:
        """Do what a person's command asks for; one that we do not know is not said."""
        word, _, rest = text.partition(" ")
        rest = rest.strip()
        match word.lower():
            case _ if text.startswith("//"):
                self._say(text[1:])
            case "/me" if rest:
                self._say(rest, is_action=True)
            case "/msg" if self._is_in and " " in rest and _may_be_name(rest.split(" ")[0]):
                words = rest.split(" ", 1)
                self.lines += [f"PRIVMSG {words[0]} :{piece}" for piece in _pieces(words[1])]
            case "/nick" if self._is_in and rest and _may_be_name(rest):
                self.lines.append(f"NICK {rest}")
            case "/names" if self._is_in and not rest:
                self.lines.append(f"NAMES {self._channel}")
            case _:
                answer = _HELP if word.lower() == "/help" else f"Unknown command. {_HELP}"
                if answer not in self._said[-1:]:  # once, however many came at once
                    self._show(answer)

    def _hear_named(self, text: str) -> None:
        named = self._dialect.named
        found = named.fullmatch(text.strip()) if named is not None else None
        name, said = found.groups() if found else ("", text)
        if name and not self._name:
            self._name = name
            self._call(name)
        elif not self._wanted:
            self._call(_UNNAMED)
        self._say(said)

    def listen(self) -> None:
        """The peer has said nothing: if we have asked it nothing, let it in as a listener."""
        if self.may_listen and not (self._wanted or self._asks_password or self.is_over):
            self._call(_UNNAMED)

    @property
    def may_listen(self) -> bool:
        """Whether we ask the peer for nothing, so that it may listen without a word."""
        return self._dialect.named is not None

    def _call(self, name: str) -> None:
        """Ask for this nickname."""
        dialect = self._dialect
        if not name or (dialect.is_person and not _may_be_name(name)):
            self._prompt = _NAME_PROBLEMS["432"]
            return
        begins = not self._wanted
        self._wanted = name if dialect.is_person else _simplified(name, self._longest_nick)
        if begins and not self._tries:
            # Only clients that understand times are sent the history, and programs leave times out.
            wanted = ["server-time"] if dialect.is_person else ["batch"]
            wanted += ["echo-message"] * dialect.hears_self
            self.lines += [
                f"CAP REQ :{' '.join(wanted)}",
                f"USER {_simplified(name, 10)} 0 * :{name}",
                "CAP END",
            ]
        self._tries += 1
        self.lines.append(f"NICK {self._wanted}")

    def _say(self, text: str, *, is_action: bool = False) -> None:
        if not text.strip():
            return
        if not self._is_in:
            self._unsaid.append((text, is_action))
            del self._unsaid[_TRIES:]
            return
        form = "\x01ACTION {}\x01" if is_action else "{}"
        self.lines += [f"PRIVMSG {self._channel} :{form.format(piece)}" for piece in _pieces(text)]

    # From the server.

    def tell(self, line: bytes) -> None:
        """The server has sent this line."""
        if self._is_leaving:
            return
        try:
            message = Message.parse(line)
        except ProtocolError:
            return
        source = Source(message.source or "")
        command = message.command
        handler = self._HANDLERS.get(command)
        if not message.params:
            return
        if command in _NAME_PROBLEMS and self._wanted != self._nick:
            self._refused(command)
        elif handler is not None:
            handler(self, source, message)
        elif command[:1] in {"4", "5"}:
            self._show(message.params[-1])

    def _pinged(self, _source: Source, message: Message) -> None:
        self.lines.append(f"PONG :{message.params[-1]}")

    def _welcomed(self, _source: Source, message: Message) -> None:
        self._nick = message.params[0]

    def _entered(self, _source: Source, _message: Message) -> None:
        self.lines.append(f"JOIN {self._channel}")

    def _counted(self, _source: Source, message: Message) -> None:
        self._show(f"Here: {message.params[-1].strip().replace(' ', ', ')}")

    def _ended(self, _source: Source, message: Message) -> None:
        self._show(message.params[-1])

    def _refused(self, why: str) -> None:
        wanted, self._wanted = self._wanted, ""
        if self._dialect.is_person:
            self._prompt = _NAME_PROBLEMS[why]
        elif self._tries > _TRIES:
            self.is_over = True
        else:
            self._call(f"{wanted[: self._longest_nick - 3].rstrip('0123456789')}{self._tries + 1}")

    def _joined(self, source: Source, message: Message) -> None:
        channel = message.params[0]
        mine = source.nick == self._nick
        if mine and not self._is_in:
            self._channel = channel
            self._is_in = True
        if channel != self._channel:
            return
        self._put(self._dialect.joined, source.nick, host=source.host)
        if mine:
            self._put(self._dialect.welcome, self._nick)
            unsaid, self._unsaid = self._unsaid, []
            for text, is_action in unsaid:
                self._say(text, is_action=is_action)

    def _told(self, source: Source, message: Message) -> None:
        if "batch" in message.tags and not self._dialect.is_person:
            return  # a program takes old messages for new ones
        nick, target, text = source.nick, message.params[0], message.params[-1]
        if not target.startswith("#"):
            self._show(f"{nick} (only to you): {text}")
            return
        found = _ACTION.fullmatch(text)
        form = self._dialect.message if found is None else self._dialect.action
        where = "" if target == self._channel else f"[{target}] "
        name = self._name if nick == self._nick and self._dialect.hears_self else nick
        self._put(where + form, name, text=text if found is None else found[1])

    def _left(self, source: Source, message: Message) -> None:
        whose = message.params[:2][-1] if message.command == "KICK" else source.nick
        if message.command != "QUIT" and message.params[0] != self._channel:
            return
        self._put(self._dialect.left, whose)

    def _renamed(self, source: Source, message: Message) -> None:
        nick, other = source.nick, message.params[0]
        if nick == self._nick:
            self._nick = other
            if self._dialect.is_person:
                self._wanted = other
        self._put(self._dialect.renamed, nick, text=other)

    def _show(self, text: str) -> None:
        """Tell a person; programs would take it for somebody's words."""
        if self._dialect.is_person:
            self._said.append(sanitize(text))

    def _put(self, form: str, nick: str, *, text: str = "", host: str = "") -> None:
        if form:
            # One pass: the words of others are no form.
            values = {"{nick}": nick, "{text}": text, "{host}": host}
            said = re.sub(r"\{(nick|text|host)\}", lambda found: values[found[0]], form)
            self._said.append(sanitize(said))

    _HANDLERS: ClassVar[dict[str, Callable[["Conversation", Source, Message], None]]] = {
        "001": _welcomed,
        "353": _counted,
        "376": _entered,
        "422": _entered,
        "ERROR": _ended,
        "JOIN": _joined,
        "KICK": _left,
        "NICK": _renamed,
        "PART": _left,
        "PING": _pinged,
        "PRIVMSG": _told,
        "QUIT": _left,
    }


def _may_be_name(name: str) -> bool:
    return " " not in name and not name.startswith(":") and len(name) <= _LONGEST // 8


def _simplified(name: str, longest: int) -> str:
    """A nickname that is like the name, whatever that holds."""
    made = "".join(one if is_nickname(f"a{one}", 2) else "_" for one in name[:longest])
    return made if is_nickname(made, longest) else f"_{made}"[:longest]


def _pieces(text: str) -> list[str]:
    """The text in pieces that each fit into a line."""
    pieces = []
    data = text.encode()
    while data:
        piece = data[:_LONGEST].decode(errors="ignore")
        pieces.append(piece)
        data = data[len(piece.encode()) :]
    return pieces
