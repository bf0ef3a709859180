"""Labels of commands, remembered until the answers carry them (IRCv3 labeled-response)."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from tui_chat.server.core.effects import Append, Ask, Effect, Publish, Send
from tui_chat.server.core.events import ClientId, Received
from tui_chat.server.output.tick_outbox import Outbox
from tui_chat.wire.capability_enum import Capabilities, Capability, capability_set
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.preformatted_numerics import is_several

_ECHO = Capability.ECHO_MESSAGE.bit
RELAYED = frozenset({"PRIVMSG", "NOTICE", "TAGMSG"})
"""The commands that carry messages between people."""
MAX_LABEL = 64
"""Bytes (IRCv3 labeled-response, "Label")."""


def is_deferred(effects: Sequence[Effect], client: ClientId) -> bool:
    """Whether a command is answered later: its last effect asks or appends, and none answers."""
    if not effects or not isinstance(effects[-1], Ask | Append):
        return False
    return not any(
        isinstance(effect, Publish) or (isinstance(effect, Send) and client in effect.to)
        for effect in effects
    )


def label_answer(
    effects: Iterable[Effect],
    label: str,
    reference: str,
    client: ClientId,
    held: Capabilities,
    hears: Callable[[Folded], bool],
    server: str,
) -> list[Effect]:
    """`effects`, in which the messages for `client` are marked as the answer to `label`.

    One message carries the label itself, several are put into a batch, none becomes an ACK.
    Messages for others stay as they are; those for several receivers are split in two.
    `reference` names the batch, unlike any that is open; it begins with a letter.
    `hears` tells whether the client is in a room, at the time of the call.
    """
    split: list[Effect] = []
    own: list[int] = []
    for effect, answers in _split(effects, client, held, hears):
        if answers:
            own.append(len(split))
        split.append(effect)
    if not own:
        return [*split, Send((client,), Message("ACK", (), server, {"label": label}))]
    shown = [split[number] for number in own]
    if _is_one(shown) or _is_batch(shown):
        split[own[0]] = _tagged(split[own[0]], "label", label)
        return split
    for number in own:
        split[number] = _tagged(split[number], "batch", reference)
    start = Message("BATCH", (f"+{reference}", "labeled-response"), server, {"label": label})
    split.insert(own[0], Send((client,), start))
    split.insert(own[-1] + 2, Send((client,), Message("BATCH", (f"-{reference}",), server)))
    return split


def _split(
    effects: Iterable[Effect],
    client: ClientId,
    held: Capabilities,
    hears: Callable[[Folded], bool],
) -> Iterable[tuple[Effect, bool]]:
    """The effects, each with whether it is part of the answer: a `Send` to the client alone."""
    for effect in effects:
        if isinstance(effect, Send) and client in effect.to and _is_shown(effect, held):
            rest = tuple(other for other in effect.to if other != client)
            if rest:
                yield Send(rest, effect.message, effect.needs, effect.lacks), False
            yield Send((client,), effect.message), not _is_delivery(effect)
        elif isinstance(effect, Publish) and hears(effect.room) and not effect.needs & ~held:
            yield Publish(effect.room, effect.message, None, effect.needs, client), False
            if effect.author != client or held & _ECHO:
                yield Send((client,), effect.message), True
        else:
            yield effect, False


def _is_shown(effect: Send, held: Capabilities) -> bool:
    return not effect.needs & ~held and not effect.lacks & held


def _is_one(answers: Sequence[Effect]) -> bool:
    """Whether the answers are one line."""
    first = answers[0]
    return len(answers) == 1 and not (isinstance(first, Send) and is_several(first.message))


def _is_batch(answers: Sequence[Effect]) -> bool:
    """Whether the answers are one batch already: then that carries the label."""
    first, last = answers[0], answers[-1]
    assert isinstance(first, Send)  # noqa: S101 - _split says that only these answer
    assert isinstance(last, Send)  # noqa: S101
    if first.message.command != "BATCH" or last.message.command != "BATCH":
        return False
    return first.message.params[0][1:] == last.message.params[0][1:]


def _is_delivery(effect: Send) -> bool:
    """Whether it is a message of a user to itself, rather than its echo: that is no answer."""
    message = effect.message
    if message.command not in RELAYED or effect.needs & _ECHO:
        return False
    # What a service says, in answer to a message, comes from the service.
    return (message.source or "").partition("!")[0] == message.params[0]


def _tagged(effect: Effect, key: str, value: str) -> Send:
    assert isinstance(effect, Send)  # noqa: S101 - _split says that only these answer
    message = effect.message
    if key in message.tags:
        return effect  # in a batch within the batch
    tags = {**message.tags, key: value}
    return Send(
        effect.to, Message(message.command, message.params, message.source, tags), effect.needs
    )


_LABELS: Final = capability_set(Capability.LABELED_RESPONSE, Capability.BATCH)
"""Labels depend on batches (IRCv3 labeled-response, "Dependencies")."""


class Labelling:
    """The labels of all clients; `outbox` knows their capabilities, `server` is our name."""

    def __init__(self, outbox: Outbox, server: str) -> None:
        self._outbox = outbox
        self._server = server
        self._batches = itertools.count(1)
        self.open: dict[ClientId, str] = {}
        """Labels of commands that are not answered yet, or whose batch is not complete."""

    def of_command(self, event: Received, effects: list[Effect]) -> list[Effect]:
        """The effects of a command, with its label if it has one.

        The label of a batch comes with its start; the answer comes when the batch ends or fails.
        """
        client, message = event.client, event.message
        label = message.tags.get("label")
        if message.command == "BATCH" and label and not effects:
            self.open[client] = label
            return effects
        if client in self.open:
            in_batch = message.command in RELAYED or "batch" in message.tags
            if message.command == "BATCH" or (in_batch and effects):
                label = self.open.pop(client)
        return self._label(client, label, effects)

    def of_answer(self, client: ClientId, effects: list[Effect]) -> list[Effect]:
        """The effects of a deferred answer, with the label of its command if it has one."""
        return self._label(client, self.open.pop(client, None), effects)

    def _label(self, client: ClientId, label: str | None, effects: list[Effect]) -> list[Effect]:
        held = self._outbox.capabilities(client)
        if not label or held & _LABELS != _LABELS or len(label.encode()) > MAX_LABEL:
            return effects
        if is_deferred(effects, client):
            self.open[client] = label
            return effects
        return label_answer(
            effects,
            label,
            f"r{next(self._batches)}",
            client,
            held,
            lambda room: self._outbox.hears(client, room),
            self._server,
        )
