"""The names of a channel's members as NAMES shows them, kept ready: each newcomer asks for all."""

from collections.abc import Iterable

from tui_chat.wire.text.splitting import pack


class NamesCache:
    """Lines of names. A newcomer touches the last one only; other changes make them all anew."""

    __slots__ = ("_lines", "_room")

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._room = 0

    def lines(self, names: Iterable[str], room: int) -> list[str]:
        """The names in lines of at most `room` bytes; `names` are looked at only if need be."""
        if not self._lines or self._room != room:
            self._lines = list(pack(names, room))
            self._room = room
        return self._lines

    def add(self, name: str) -> None:
        """Append the name of a new member."""
        if not self._lines:
            return
        longer = f"{self._lines[-1]} {name}"
        if len(longer.encode()) <= self._room:
            self._lines[-1] = longer
        else:
            self._lines.append(name)

    def forget(self) -> None:
        """Drop the lines, after a member has left or changed its name."""
        self._lines = []
