"""BATCH: several messages that belong together (IRCv3 batch).

The messages of most kinds of batch are handled one by one, as if there were no batch. If the kind
has a handler in `BATCH_HANDLERS`, they are collected and handled when the batch is complete.
"""

from typing import Final

from tui_chat.client.session.model.handlers import BATCH_HANDLERS, on
from tui_chat.client.session.model.incoming import Batch, Incoming
from tui_chat.client.session.model.state import State

_MOST: Final = 100
"""Open batches at the same time: a server could begin them without end."""
_MOST_COLLECTED: Final = 10_000
_MOST_CHARACTERS: Final = 8_000_000
"""Characters collected of all open batches: one could go on without end."""


@on("BATCH", least=1)
def batch(state: State, incoming: Incoming) -> None:
    """BATCH +<reference> <type> [<parameters>] begins one, BATCH -<reference> ends it."""
    reference = incoming.param(0)
    if not reference.startswith("-"):
        before = state.batches.get(reference[1:])
        if before is not None or len(state.batches) < _MOST:
            state.batches[reference[1:]] = _begun(state, incoming)
        if before is not None:
            state.collected -= before.size
            before.collected = None
        return
    ended = state.batches.pop(reference[1:], None)
    if ended is None or ended.collected is None:
        return
    state.collected -= ended.size
    BATCH_HANDLERS[ended.kind](state, ended)
    ended.collected = None


def _begun(state: State, incoming: Incoming) -> Batch:
    kind = incoming.param(1)
    around = None if kind in BATCH_HANDLERS else enclosing(state, incoming)
    return Batch(
        kind,
        label_of(state, incoming),
        incoming,
        around.owner if around else None,
        whole=kind in BATCH_HANDLERS,
    )


def collect(state: State, incoming: Incoming) -> bool:
    """Put a message into its batch, if that is handled as a whole. Gives whether it was."""
    around = enclosing(state, incoming)
    if around is None or incoming.message.command == "BATCH":
        return False
    owner = around.owner
    if owner.collected is None:
        return False
    message = incoming.message
    size = 200 + sum(map(len, message.params)) + sum(map(len, message.tags.values()))
    if len(owner.collected) < _MOST_COLLECTED and state.collected + size <= _MOST_CHARACTERS:
        state.collected += size
        owner.size += size
        owner.collected.append(incoming)
    return True


def enclosing(state: State, incoming: Incoming) -> Batch | None:
    """The batch that the message is part of."""
    tags = incoming.message.tags
    return state.batches.get(tags.get("batch", "")) if tags else None


def label_of(state: State, incoming: Incoming) -> str:
    """The label of our command that the message answers, itself or in a batch; "" for none."""
    tags = incoming.message.tags
    if not tags:
        return ""
    label = tags.get("label", "")
    if not label and (around := state.batches.get(tags.get("batch", ""))) is not None:
        return around.label
    return label
