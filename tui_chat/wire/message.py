"""One IRC message: parsed from a line, encoded to a line."""

from collections.abc import Mapping
from typing import Final

import msgspec

from tui_chat.wire.errors import NotUtf8Error, ProtocolError
from tui_chat.wire.source import Source
from tui_chat.wire.tags import NO_TAGS, encode_tags, parse_tags

_LONGEST_LABEL: Final = 64
"""Bytes (IRCv3 labeled-response, "Label")."""
MAX_PARAMS: Final = 50
"""More than any command has; RFC 2812 says 15, peers are generous."""

# Known to be good as they are: checking and raising one costs a tenth of parsing its message.
_USUAL_COMMANDS: Final = frozenset({"JOIN", "NOTICE", "PING", "PONG", "PRIVMSG", "QUIT", "TAGMSG"})
SPOKEN: Final = frozenset({"PRIVMSG", "NOTICE"})
"""The commands that carry a text for people."""
SAID: Final = SPOKEN | {"TAGMSG"}
"""The commands that say something to people: with a text, or with tags alone."""


class Text(str):
    """A last parameter that has a colon before it even where it could do without."""

    __slots__ = ()


class Message(msgspec.Struct, frozen=True, gc=False):
    """`@tags :source COMMAND param param :last param`. RFC 2812 2.3, IRCv3 message-tags.

    The command is in upper case; only the last parameter may be empty, hold a space or begin
    with a colon. None holds NUL, CR, LF or a lone surrogate.
    """

    command: str
    params: tuple[str, ...] = ()
    source: str | None = None
    tags: Mapping[str, str] = NO_TAGS

    @classmethod
    def parse(  # noqa: C901 - one pass over a line, in the order of the grammar
        cls, line: bytes, fallback: str | None = None
    ) -> "Message":
        """The message in `line`, given without its CR LF.

        A line that is not UTF-8 is read in the encoding `fallback`, if given; of one that mostly
        is, only the bytes that are not are replaced. Raises ProtocolError for a line that holds no
        command or a forbidden character, NotUtf8Error for one that cannot be read.
        """
        try:
            text = line.decode()
        except UnicodeDecodeError:
            text = _foreign(line, fallback)
        if "\0" in text or "\r" in text or "\n" in text:
            raise ProtocolError("NUL, CR or LF inside a message")
        if text.startswith("PRIVMSG "):
            # Nine of ten lines, and half the time of the general way below.
            target, colon, trailing = text[8:].partition(" :")
            if colon and target and " " not in target and target[0] != ":":
                return cls("PRIVMSG", (target, trailing))
        tags = NO_TAGS
        source = None
        if text and text[0] == "@":
            written, _, text = text[1:].partition(" ")
            tags = parse_tags(written)
            text = text.lstrip(" ")
        if text and text[0] == ":":
            prefix, _, text = text[1:].partition(" ")
            source = Source(prefix) if prefix else None
            text = text.lstrip(" ")
        middle, colon, trailing = text.partition(" :")
        # split(" ") keeps other white space inside parameters; the empty strings are its price.
        words = middle.split(" ")
        if "" in words:
            words = [word for word in words if word]
            if not words:
                raise ProtocolError("no command")
        command = words.pop(0)
        if command not in _USUAL_COMMANDS:
            command = _checked(command)
        if colon:
            words.append(trailing)
        if len(words) > MAX_PARAMS:
            del words[MAX_PARAMS:]
        return cls(command, tuple(words), source, tags)

    def encode(self) -> bytes:
        """The message as it is sent, with CR LF. Cuts nothing: the sender minds the limits."""
        return (str(self) + "\r\n").encode()

    def body(self, *, colon: bool = False) -> str:
        """The line without tags and CR LF; `colon` puts one before the last parameter in any case.

        Otherwise there is one only where the parameter cannot do without.
        """
        params = self.params
        head = self.command
        if self.source:
            # Added, not formatted: an f-string takes 1 us to copy a Source, which is no plain str.
            head = ":" + self.source + " " + head
        if not params:
            return head
        last = params[-1]
        if colon or not last or " " in last or last[0] == ":" or type(last) is Text:
            last = ":" + last
        if len(params) == 2:  # of most messages
            return f"{head} {params[0]} {last}"
        return " ".join((head, *params[:-1], last))

    def __str__(self) -> str:
        return f"@{encode_tags(self.tags)} {self.body()}" if self.tags else self.body()


def _foreign(line: bytes, fallback: str | None) -> str:
    if fallback is None:
        raise NotUtf8Error(*outline(line))
    text = line.decode(errors="replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(not character.isascii() for character in text) - damaged
    # Characters of several bytes come about by chance hardly ever: if there are more of them, the
    # line is UTF-8 that was cut or damaged somewhere.
    return text if whole > damaged or _is_cut(line, whole) else line.decode(fallback, "replace")


def _is_cut(line: bytes, whole: int) -> bool:
    """Whether only the end of a line is not UTF-8, as where a server cuts long ones.

    `whole` characters of several bytes are whole. With none, it takes two bytes of one more: in
    other encodings a line may well end in one letter that is not ASCII.
    """
    try:
        line.decode()
    except UnicodeDecodeError as error:
        is_unfinished = error.reason == "unexpected end of data"
        return is_unfinished and (whole > 0 or error.end - error.start > 1)
    return False


def _checked(command: str) -> str:
    # The grammar has letters and digits alone; whoever sends more is told that it is unknown.
    if not (command.isascii() and command.isprintable() and command[0] not in "@:"):
        raise ProtocolError("no command can be called this")
    return command.upper()


def outline(line: bytes) -> tuple[str, str]:
    """Command and label of a line that is no message, as far as they can be told: "*" and ""."""
    return _command_of(line), _label_of(line)


def _label_of(line: bytes) -> str:
    tags = line[1:].partition(b" ")[0] if line.startswith(b"@") else b""
    try:
        label = parse_tags(tags.decode()).get("label", "")
    except (UnicodeDecodeError, ProtocolError):
        return ""
    # It is sent back: what may stand in no line must not come through here.
    return "" if "\0" in label or len(label.encode()) > _LONGEST_LABEL else label


def _command_of(line: bytes) -> str:
    for word in line.split():
        if not word.startswith((b"@", b":")):
            return word.decode().upper() if word.isalnum() and word.isascii() else "*"
    return "*"
