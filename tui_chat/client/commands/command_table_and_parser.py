"""The table of slash commands, and how a typed line is read by it.

The table is the one place that says how a command is called, what it takes and what it does;
parsing, help and completion all read it.
"""

import enum
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Generic, TypeVar

import msgspec

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.language.i18n import _

Context = TypeVar("Context")
"""The type of the context of commands; the table knows nothing about it."""

_LEAVING: Final = frozenset({"sair", "salir", "exit", "quit", ":q", ":wq"})
_WORD: Final = re.compile(r"/([^\s/]\S*)(?:\s+(.*))?", re.DOTALL)
_PATH: Final = re.compile(r"/(?:[^\s/]+/|[^\w\s])")
"""No name of a command has another slash, or begins with a sign."""
_PLACE: Final = re.compile(r"\[?[A-Z]+\]?")
_ELSEWHERE: Final = {
    "archive": "close",
    "attach": "upload",
    "bye": "quit",
    "colors": "theme",
    "colours": "theme",
    "color": "theme",
    "config": "set",
    "create": "join",
    "cycle": "join",
    "dnd": "mute",
    "file": "upload",
    "find": "search",
    "grep": "search",
    "hop": "join",
    "logout": "quit",
    "members": "names",
    "options": "set",
    "pm": "msg",
    "preferences": "set",
    "rejoin": "join",
    "save": "set",
    "settings": "set",
    "status": "away",
    "tell": "msg",
    "users": "names",
    "whisper": "msg",
}
"""What people type who know other programs -> our command, which is proposed."""
_OF_SERVERS: Final = frozenset(
    {
        *("admin", "die", "info", "ison", "kill", "knock", "links", "lusers", "map", "motd"),
        *("rehash", "restart", "sajoin", "samode", "sapart", "setname", "squit", "stats", "time"),
        *("trace", "uban", "uninvite", "userhost", "version", "wallops", "watch"),
    }
)
"""Commands of IRC that other programs pass on to the server; ours sends them with /raw."""
_SHORT: Final = 4
"""Letters of a word in which two slips make another word."""
_SHORTEST: Final = 3
_LONGEST: Final = 20
"""Letters of a word that is compared with the names."""
_CALLED: Final = re.compile(r"(^|,)@(?=[^\W\d]|[\[\]\\`^{|}])")
"""The sign of a mention before a nickname, which never begins with it; "@#tea" stays."""


class Argument(enum.Enum):
    """The kind of an argument, for completion."""

    NICK = "nick"
    CHANNEL = "channel"
    COMMAND = "command"
    TEXT = "text"
    """The rest of the line, as it is."""
    WORD = "word"
    SETTING = "setting"
    VALUE = "value"
    """The value of the setting before it: the rest of the line."""
    QUERY = "query"
    """Words to search for, from:NICK and in:CHANNEL: the rest of the line."""
    HIGHLIGHT = "highlight"
    """A word, or a few, that calls the person: the rest of the line."""


class For(enum.Enum):
    """The people to whom a command is of use: it is offered only to them, but may be typed."""

    EVERYBODY = "everybody"
    CHANNEL_OPERATORS = "channel operators"
    INVITERS = "inviters"
    """Those who may make invitations to the server."""
    HOSTS = "hosts"
    """Those in whose program the server runs."""


class Command(Generic[Context]):
    """One slash command. `least` words must follow it, `usual` words mostly do.

    `usage` and `purpose` are translatable.
    """

    __slots__ = (
        *("aliases", "arguments", "do", "least", "name", "people", "purpose", "usage", "usual"),
    )

    def __init__(
        self,
        name: str,
        do: Callable[[Context, list[str]], None],
        *,
        aliases: tuple[str, ...] = (),
        arguments: tuple[Argument, ...] = (),
        least: int = 0,
        usual: int = 0,
        usage: str = "",
        purpose: str = "",
        people: For = For.EVERYBODY,
    ) -> None:
        self.name = name
        self.do = do
        self.aliases = aliases
        self.arguments = arguments
        self.least = least
        self.usual = max(least, usual)
        self.usage = usage
        self.purpose = purpose
        self.people = people

    @property
    def shown_name(self) -> str:
        """Its name in the person's language, which is one of its aliases; else its own."""
        name = f"/{self.name}"
        translated = _(name).removeprefix("/")
        return translated if translated in self.aliases else self.name

    @property
    def signature(self) -> str:
        """How it is typed: "/query NICK [TEXT]"."""
        usage = _(self.usage) if self.usage else ""
        return f"/{self.shown_name} {usage}".rstrip()

    @property
    def help(self) -> str:
        """How it is typed, what it does, and its other names."""
        purpose = _(self.purpose)
        text = f"{self.signature}: {purpose}"
        if not self.aliases:
            return text
        names = (self.name, *self.aliases)
        others = " ".join(f"/{name}" for name in names if name != self.shown_name)
        return _("{text} (also {others})").format(text=text, others=others)

    def is_called(self, word: str) -> bool:
        """Whether that is its whole name or an alias, with the slash or without."""
        return word.lower().removeprefix("/") in (self.name, *self.aliases)

    def words(self, rest: str) -> list[str]:
        """The arguments behind the command, as many as it takes; the last may have spaces.

        People may be written as they are mentioned: "@ana".
        """
        if not self.arguments:
            return rest.split()
        words = rest.split(None, len(self.arguments) - 1) if rest else []
        return [
            _CALLED.sub(r"\1", word) if kind is Argument.NICK else word
            for word, kind in zip(words, self.arguments, strict=False)
        ]

    def __repr__(self) -> str:
        return f"Command(/{self.name})"


class Said(msgspec.Struct, frozen=True):
    """The line is a message."""

    text: str


class Invoked(msgspec.Struct, Generic[Context], frozen=True):
    """The line is a command: call `command.do(context, words)`."""

    command: Command[Context]
    words: list[str]


class Mistaken(msgspec.Struct, frozen=True):
    """The line is a mistyped command: `text` says so, and suggests another."""

    text: str


class CommandTable(Generic[Context]):
    """The commands by all their names."""

    def __init__(self) -> None:
        self._by_name: dict[str, Command[Context]] = {}
        self._commands: list[Command[Context]] = []

    def command(
        self,
        name: str,
        *aliases: str,
        takes: tuple[Argument, ...] = (),
        least: int = 0,
        usual: int = 0,
        usage: str = "",
        purpose: str,
        people: For = For.EVERYBODY,
    ) -> Callable[[Callable[[Context, list[str]], None]], Callable[[Context, list[str]], None]]:
        """The decorated function does this command."""

        def register(
            do: Callable[[Context, list[str]], None],
        ) -> Callable[[Context, list[str]], None]:
            made = Command(
                name,
                do,
                aliases=aliases,
                arguments=takes,
                least=least,
                usual=usual,
                usage=usage,
                purpose=purpose,
                people=people,
            )
            self._commands.append(made)
            for each in (name, *aliases):
                self._by_name[each] = made
            return do

        return register

    def __iter__(self) -> Iterator[Command[Context]]:
        return iter(self._commands)

    @property
    def names(self) -> Iterable[str]:
        """Every name and alias."""
        return self._by_name.keys()

    def find(self, word: str) -> Command[Context] | None:
        """The command of that name or alias, or the only one whose names begin so."""
        found = self._candidates(word.lower().removeprefix("/"))
        return found[0] if len(found) == 1 else None

    def _candidates(self, word: str) -> list[Command[Context]]:
        exact = self._by_name.get(word)
        if exact is not None:
            return [exact]
        return [
            command
            for command in self._commands
            if any(name.startswith(word) for name in (command.name, *command.aliases))
        ]

    def parse(self, line: str) -> Said | Invoked[Context] | Mistaken:
        """The meaning of a typed line. "//text" is the message "/text".

        A slash and a space is text too, and so is a path: "/usr/bin/env", "/*", "/.profile".
        """
        if line.startswith("//"):
            return Said(line[1:])
        found = _WORD.fullmatch(line)
        if found is None or _PATH.match(line):
            return Said(line)
        word, rest = found[1], (found[2] or "").strip()
        candidates = self._candidates(word.lower())
        if len(candidates) != 1:
            return Mistaken(self._hint(word, candidates))
        command = candidates[0]
        words = command.words(rest)
        if len(words) < command.least:
            return Mistaken(
                _("Usage: {usage}").format(usage=command.signature),
            )
        return Invoked(command, words)

    def _hint(self, word: str, candidates: list[Command[Context]]) -> str:
        if candidates:
            text = _("/{word} could be {candidates}. Type another letter.")
            several = " ".join(f"/{command.shown_name}" for command in candidates)
            return text.format(word=word, candidates=several)
        if word.lower() in _OF_SERVERS:
            text = _("Unknown command /{word}. To send it to the server, type /raw {command}")
            return text.format(word=word, command=word.upper())
        near = self._meant(word.lower())
        if near is not None:
            text = _(
                "Unknown command /{word}. Did you mean /{near}? To send it as text, type //{word}"
            )
            return text.format(word=word, near=near.shown_name)
        text = _("Unknown command /{word}. /help lists them. To send it as text, type //{word}")
        return text.format(word=word)

    def _meant(self, word: str) -> Command[Context] | None:
        """The command that somebody means who types that: its name elsewhere, or with slips."""
        if len(word) > _LONGEST:
            return None
        if word in _ELSEWHERE:
            return self._by_name.get(_ELSEWHERE[word])
        names = [name for name in self._by_name if len(name) >= _SHORTEST]
        slips = [(_slips(word, name), name) for name in names]
        fewest, found = min(slips, default=(len(word), ""))
        return self._by_name[found] if fewest <= (2 if len(word) > _SHORT else 1) else None


def _slips(typed: str, meant: str) -> int:
    """The number of letters left out, added, mistaken or swapped (optimal string alignment)."""
    earlier: list[int] = []
    above = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(meant, 1):
            fewest = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and (letter, typed[i - 2]) == (meant[j - 2], other):
                fewest = min(fewest, earlier[j - 2] + 1)
            row.append(fewest)
        earlier, above = above, row
    return above[-1]


def is_leaving_word(text: str) -> bool:
    """Whether a line is only a word by which people leave other programs."""
    return text.strip().lower() in _LEAVING


TABLE: Final[CommandTable[CommandContext]] = CommandTable()
"""The commands of the client: the modules of this package fill it by being imported."""

command = TABLE.command
