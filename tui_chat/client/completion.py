"""Completing the word under the cursor: nicks, commands, channels, emoji. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.members import by_rank
from tui_chat.client.commands import TABLE, Argument
from tui_chat.client.commands.offered_commands import Offered, offer_all
from tui_chat.client.search_query import is_sender, offered_prefixes, prefix_and_name
from tui_chat.client.session import Session
from tui_chat.client.session.messages.mentions import EVERYBODY

_COLON_AND_TWO: Final = 2
_LOOKED_AT: Final = 200
"""Lines in which people who spoke are looked for."""
""":) and :D are no names of emoji."""
Settings = Mapping[str, Sequence[str]]
"""The values that each setting may have; none if they are many."""
_NO_SETTINGS: Final[Settings] = MappingProxyType({})
_OPENING: Final = ("(", "[", "{", "<", '"', "'", "\u201c", "\u2018", "\u00ab", "\u201e", "*", "_")
"""What may stand before a name without belonging to it. Some names begin so."""
_CLOSED: Final = re.compile(r"(?<![\w:]):([\w+-]{2,50}):\Z")


class Completion(msgspec.Struct, frozen=True):
    """The completions: `candidates` for the characters from `start` to `end` of the input.

    `suffix` follows an accepted candidate: ": " behind a bare nick that begins a line, else " ".
    """

    start: int
    end: int
    candidates: tuple[str, ...]
    suffix: str = " "


class Cycle:
    """Goes through the candidates, Tab after Tab; starts again when the input changes."""

    __slots__ = ("_completion", "_cursor", "_index", "_text")

    def __init__(self) -> None:
        self._completion: Completion | None = None
        self._index = -1
        self._text = ""
        self._cursor = -1

    @property
    def completion(self) -> Completion | None:
        """The completion that is gone through, None before the first Tab."""
        return self._completion

    @property
    def index(self) -> int:
        """The number of the candidate in the input."""
        return self._index

    def stands_at(self, text: str, cursor: int) -> bool:
        """Whether the last Tab gave this input and cursor."""
        return self._index >= 0 and (text, cursor) == (self._text, self._cursor)

    def turn(
        self,
        text: str,
        cursor: int,
        session: Session,
        buffer: Buffer,
        *,
        backwards: bool = False,
        settings: Settings = _NO_SETTINGS,
        offered: Offered = offer_all,
    ) -> tuple[str, int]:
        """The input and cursor with the next candidate; unchanged if nothing fits."""
        completion = self._completion
        if completion is None or (text, cursor) != (self._text, self._cursor):
            completion = complete(text, cursor, session, buffer, settings, offered)
            self._completion, self._index = completion, 0 if backwards else -1
            self._text = text
        if not completion.candidates:
            return text, cursor
        end = cursor if self._cursor == cursor else completion.end
        self._index = (self._index + (-1 if backwards else 1)) % len(completion.candidates)
        rest = text[end:]
        suffix = completion.suffix.rstrip() if rest.startswith(" ") else completion.suffix
        accepted = completion.candidates[self._index] + suffix
        self._text = text[: completion.start] + accepted + rest
        self._cursor = completion.start + len(accepted)
        return self._text, self._cursor


def complete(
    text: str,
    cursor: int,
    session: Session,
    buffer: Buffer,
    settings: Settings = _NO_SETTINGS,
    offered: Offered = offer_all,
) -> Completion:
    """The completion of the word before the cursor."""
    start = max(text.rfind(" ", 0, cursor), text.rfind("\n", 0, cursor)) + 1
    word = text[start:cursor]
    is_command = text.startswith("/") and not text.startswith("//")
    if is_command and start == 0:
        return Completion(0, cursor, _commands(word, offered))
    if is_command:
        before = text[:start].split()
        if (kind := _argument(before)) in {Argument.SETTING, Argument.VALUE}:
            known = settings if kind is Argument.SETTING else _values(before[1:], settings)
            return Completion(start, cursor, _holding(word, known))
        if kind is Argument.COMMAND:
            fitting = tuple(name.removeprefix("/") for name in _commands(f"/{word}", offered))
        else:
            fitting = _arguments(kind, word, session, buffer)
        return Completion(start, cursor, fitting)
    if session.features.is_channel(word):
        return Completion(start, cursor, _channels(word, session))
    if word.startswith(":") and len(word) > _COLON_AND_TWO:
        return Completion(start, cursor, _emoji(word[1:].removesuffix(":")))
    calls = start == 0 and word[:1] != "@"
    nicks = _called(word, session, buffer)
    if not nicks and word.startswith(_OPENING):
        start, calls = start + 1, False
        nicks = _called(word[1:], session, buffer)
    return Completion(start, cursor, nicks, ": " if calls else " ")


def _called(word: str, session: Session, buffer: Buffer) -> tuple[str, ...]:
    if not word:
        return ()
    if word.startswith("@"):
        return _mentions(word, session, buffer)
    return _nicks(word, session, buffer, ourselves=buffer.kind is BufferKind.PERSON)


def closed_emoji(text: str) -> tuple[int, str] | None:
    """The emoji whose name between colons ends `text`, and where it begins; None if none does.

    Not in a command, and not in code: between backticks.
    """
    found = _CLOSED.search(text)
    is_command = text.startswith("/") and not text.startswith("//")
    if found is None or is_command or text.count("`") % 2:
        return None
    from tui_chat.client.language.emoji_names import emoji_called  # noqa: PLC0415 - as below

    sign = emoji_called(found[1])
    return None if sign is None else (found.start(), sign)


def _emoji(beginning: str) -> tuple[str, ...]:
    from tui_chat.client.language.emoji_names import emoji_named  # noqa: PLC0415 - the names take 0.1 s

    return tuple(sign for sign, _name in emoji_named(beginning))


def _commands(word: str, offered: Offered) -> tuple[str, ...]:
    wanted = word[1:].lower()
    commands = [each for each in TABLE if offered(each)]
    names = [each.shown_name for each in commands if each.shown_name.startswith(wanted)]
    names = names or [each.name for each in commands if each.name.startswith(wanted)]
    if not names:
        aliases = (alias for each in commands for alias in each.aliases)
        names = [name for name in aliases if name.startswith(wanted)]
    exact = TABLE.find(wanted) if wanted in TABLE.names else None
    names.sort(key=lambda name: (exact is None or TABLE.find(name) is not exact, name))
    return tuple(f"/{name}" for name in names)


def _argument(before: Sequence[str]) -> Argument | None:
    """The kind of argument that follows these words, the first of which is a command."""
    command = TABLE.find(before[0])
    if command is None or not command.arguments:
        return None
    return command.arguments[min(len(before), len(command.arguments)) - 1]


def _values(named: Sequence[str], settings: Settings) -> Sequence[str]:
    """The values of the setting that is named, by its name or the last part of it."""
    wanted = named[0].lower() if named else ""
    return next((v for name, v in settings.items() if wanted in {name, name.split(".")[-1]}), ())


def _holding(word: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names with a part that begins so: "the" is for "look.theme"."""
    wanted = word.casefold()
    return tuple(name for name in names if f".{name.casefold()}".find(f".{wanted}") >= 0)


def _arguments(
    kind: Argument | None, word: str, session: Session, buffer: Buffer
) -> tuple[str, ...]:
    match kind:
        case Argument.QUERY:
            fitting = query_words(word, session, buffer)
        case Argument.HIGHLIGHT:
            fitting = _beginning(word, session.rules.words)
        case Argument.WORD:
            fitting = ()
        case Argument.TEXT if word.startswith("@"):
            fitting = _mentions(word, session, buffer)
        case argument if argument is Argument.CHANNEL or session.features.is_channel(word):
            fitting = _channels(word, session)
        case _:
            ourselves = kind is not Argument.TEXT
            fitting = _nicks(word.removeprefix("@"), session, buffer, ourselves=ourselves)
    return fitting


def query_words(word: str, session: Session, buffer: Buffer) -> tuple[str, ...]:
    """The completions of a word of a search: "from:an" may be "from:ana"."""
    parts = prefix_and_name(word)
    if parts is None:
        return tuple(offered_prefixes(word))
    prefix, name = parts
    if is_sender(prefix):
        names = _nicks(name.removeprefix("@"), session, buffer, ourselves=True)
    else:
        people = session.buffers.of_kind(BufferKind.PERSON)
        names = _channels(name, session) + _beginning(name, (person.name for person in people))
    return tuple(f"{prefix}{each}" for each in names)


def _channels(word: str, session: Session) -> tuple[str, ...]:
    channels = session.buffers.of_kind(BufferKind.CHANNEL)
    return _beginning(word, (channel.name for channel in channels))


def _nicks(
    word: str, session: Session, buffer: Buffer, *, ourselves: bool = False
) -> tuple[str, ...]:
    """The latest speakers come first: they are the most likely to be answered.

    Nobody calls themselves, but we come last where it may be said: to a service, say.
    """
    people = [member.nick for member in by_rank(buffer.members.values())]
    if buffer.kind is BufferKind.PERSON:
        people.append(buffer.name)
    fitting = [nick for nick in _beginning(word, people) if nick != session.nick]
    order = {nick: place for place, nick in enumerate(_speakers(buffer))}
    fitting.sort(key=lambda nick: order.get(nick, len(order)))
    if ourselves:
        fitting += _beginning(word, [session.nick])
    return tuple(fitting)


def _mentions(word: str, session: Session, buffer: Buffer) -> tuple[str, ...]:
    """Nicknames with the "@" that was typed; in a channel "@here" comes last."""
    called = tuple(f"@{nick}" for nick in _nicks(word[1:], session, buffer))
    everybody = (EVERYBODY,) if buffer.kind is BufferKind.CHANNEL else ()
    return called + _beginning(word, everybody)


def _speakers(buffer: Buffer) -> Iterable[str]:
    recent: dict[str, None] = {}
    first = max(0, len(buffer.lines) - _LOOKED_AT)
    for line in reversed(buffer.lines[first:]):
        if line.sender and not line.own:
            recent.setdefault(line.sender)
    return recent


def _beginning(word: str, names: Iterable[str]) -> tuple[str, ...]:
    wanted = word.casefold()
    return tuple(name for name in names if name.casefold().startswith(wanted))
