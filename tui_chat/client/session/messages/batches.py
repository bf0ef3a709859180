"""BATCH: several messages that belong together (IRCv3 batch).

Of most kinds the messages are heard one by one, as if there were no batch. Of those in `WHOLE`
they are collected, and heard when the batch is complete.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tui_chat.client.session.model.incoming import Heard, on

if TYPE_CHECKING:
    from tui_chat.client.session.model.state import State

_MOST: Final = 100
"""Batches open at the same time: a server could begin them without end."""
_MOST_COLLECTED: Final = 10_000
_MOST_CHARACTERS: Final = 8_000_000
"""Collected of all open batches: one could be told without end."""


class Batch:
    """A batch that is being told. `label` is that of the command it answers, "" for none.

    `collected` are its messages, None where they are heard one by one.
    """

    __slots__ = ("collected", "kind", "label", "opening", "owner", "size")

    def __init__(self, kind: str, label: str, opening: Heard, owner: "Batch | None") -> None:
        self.kind = kind
        self.label = label
        self.opening = opening
        self.owner = owner or self
        """The batch that collects: what is told inside a whole one is part of that."""
        self.collected: list[Heard] | None = [] if kind in WHOLE else None
        self.size = 0

    @property
    def target(self) -> str:
        """The channel or person that the batch is about, "" for none."""
        return self.opening.param(2)


Listener = Callable[["State", Batch], None]

WHOLE: Final[dict[str, Listener]] = {}
"""Kind of batch -> what hears it when it is complete."""


def whole(*kinds: str) -> Callable[[Listener], Listener]:
    """The decorated function hears complete batches of these kinds."""

    def register(listener: Listener) -> Listener:
        for kind in kinds:
            WHOLE[kind] = listener
        return listener

    return register


@on("BATCH", least=1)
def batch(state: "State", heard: Heard) -> None:
    """BATCH +<reference> <type> [<parameters>] begins one, BATCH -<reference> ends it."""
    reference = heard.param(0)
    if not reference.startswith("-"):
        if len(state.batches) < _MOST:
            state.batches[reference[1:]] = _begun(state, heard)
        return
    ended = state.batches.pop(reference[1:], None)
    if ended is None or ended.collected is None:
        return
    state.collected -= ended.size
    WHOLE[ended.kind](state, ended)
    ended.collected = None


def _begun(state: "State", heard: Heard) -> Batch:
    kind = heard.param(1)
    around = None if kind in WHOLE else enclosing(state, heard)
    return Batch(kind, label_of(state, heard), heard, around.owner if around else None)


def collect(state: "State", heard: Heard) -> bool:
    """Whether the message belongs to a batch that is heard as a whole, and was put there."""
    around = enclosing(state, heard)
    if around is None or heard.message.command == "BATCH":
        return False
    owner = around.owner
    if owner.collected is None:
        return False
    message = heard.message
    size = 200 + sum(map(len, message.params)) + sum(map(len, message.tags.values()))
    if len(owner.collected) < _MOST_COLLECTED and state.collected + size <= _MOST_CHARACTERS:
        state.collected += size
        owner.size += size
        owner.collected.append(heard)
    return True


def enclosing(state: "State", heard: Heard) -> Batch | None:
    """The batch that the message is part of."""
    tags = heard.message.tags
    return state.batches.get(tags.get("batch", "")) if tags else None


def label_of(state: "State", heard: Heard) -> str:
    """The label of our command that the message answers, itself or in a batch; "" for none."""
    tags = heard.message.tags
    if not tags:
        return ""
    label = tags.get("label", "")
    if not label and (around := state.batches.get(tags.get("batch", ""))) is not None:
        return around.label
    return label
