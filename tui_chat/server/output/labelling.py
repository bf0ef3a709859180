"""Which commands came with a label, and which answers are to carry it (IRCv3 labeled-response)."""

import itertools
from typing import Final

from tui_chat.server.core.effects import Effect
from tui_chat.server.core.events import ClientId, Received
from tui_chat.server.output.labels import MAX_LABEL, RELAYED, is_deferred, label_answer
from tui_chat.server.output.outbox import Outbox
from tui_chat.wire.capabilities import Capability, capability_set

_LABELS: Final = capability_set(Capability.LABELED_RESPONSE, Capability.BATCH)
"""Labels depend on batches (IRCv3 labeled-response, "Dependencies")."""


class Labelling:
    """The labels of all clients; `outbox` knows what they hold and hear, `server` is its name."""

    def __init__(self, outbox: Outbox, server: str) -> None:
        self._outbox = outbox
        self._server = server
        self._batches = itertools.count(1)
        self.open: dict[ClientId, str] = {}
        """Labels of commands whose answer is still to come, or whose batch is not complete."""

    def of_command(self, event: Received, effects: list[Effect]) -> list[Effect]:
        """What a command led to, labelled if it is to be.

        A batch is labelled where it begins and answered where it ends, or fails.
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
        """What came of a command that had to wait for its answer, labelled if it was."""
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
