"""One sentence about all who joined and left."""

from collections.abc import Sequence
from typing import Final

from tui_chat.client.buffers.line import Line, Movement
from tui_chat.client.language.i18n import _, ngettext

_NAMES_SHOWN: Final = 3
_SUMMARIES: Final = (
    (Movement.CAME, Movement.CAME),
    (Movement.LEFT, Movement.LEFT),
    (Movement.CAME, Movement.LEFT),
    (Movement.LEFT, Movement.CAME),
)


def summary(movements: Sequence[Line]) -> str:
    """The people who joined and left, as "bia, caio and 2 more came; dani left"."""
    first: dict[str, Movement] = {}
    last: dict[str, Movement] = {}
    for line in movements:
        first.setdefault(line.sender, line.movement)
        last[line.sender] = line.movement
    parts = []
    for begins, ends in _SUMMARIES:
        nicks = [nick for nick in last if (first[nick], last[nick]) == (begins, ends)]
        if nicks:
            parts.append(_moved(begins, ends, len(nicks)).format(names=_names(nicks)))
    return "; ".join(parts)


def _moved(begins: Movement, ends: Movement, count: int) -> str:
    """A phrase for what `count` people did. Some languages need a plural where English has none."""
    if begins is ends:
        if begins is Movement.CAME:
            return ngettext("{names} joined", "{names} joined", count)
        return ngettext("{names} left", "{names} left", count)
    if begins is Movement.CAME:
        return ngettext("{names} joined and left", "{names} joined and left", count)
    return ngettext("{names} left and rejoined", "{names} left and rejoined", count)


def _names(nicks: list[str]) -> str:
    if len(nicks) > _NAMES_SHOWN:
        shown, more = nicks[: _NAMES_SHOWN - 1], len(nicks) - _NAMES_SHOWN + 1
        return ngettext("{names} and {count} more", "{names} and {count} more", more).format(
            names=", ".join(shown), count=more
        )
    if len(nicks) == 1:
        return nicks[0]
    return _("{names} and {last}").format(names=", ".join(nicks[:-1]), last=nicks[-1])
