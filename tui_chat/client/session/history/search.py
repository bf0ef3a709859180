"""Searching messages: on the server (soju.im/search), or else in the loaded lines."""

from itertools import islice
from typing import Final

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.buffers.line import TALK
from tui_chat.client.events import Found, SearchAnswered
from tui_chat.client.session.messages.received import line_of, words_of
from tui_chat.client.session.model.handlers import on_batch
from tui_chat.client.session.model.incoming import Batch
from tui_chat.client.session.model.state import State
from tui_chat.wire.folding import Wanted
from tui_chat.wire.tags import encode_tags

CAPABILITY: Final = "soju.im/search"
_MOST: Final = 100
_LOOKED_AT: Final = 20_000
"""Latest lines of each place that are looked at here."""


def search(state: State, text: str, buffer: Buffer | None = None) -> None:
    """Look for words in everything that was said in a place, or with None anywhere.

    `SearchAnswered` tells what was found: by the server if it can, else in what is loaded.
    """
    if state.welcomed and state.offers(CAPABILITY, "batch"):
        state.pending.search = text
        wanted = {"limit": str(_MOST)}
        if buffer is not None and buffer is not state.buffers.server:
            wanted["in"] = buffer.name
        state.send("SEARCH", encode_tags(wanted | {"text": text}))  # what is too long is cut
        return
    places = list(state.buffers) if buffer is None else [buffer]
    found = sorted(
        (each for place in places for each in _found_here(place, text)),
        key=lambda each: each.line.at,
    )
    state.tell(SearchAnswered(text, tuple(found[-_MOST:]), everywhere=False))


def _found_here(buffer: Buffer, text: str) -> list[Found]:
    wanted = Wanted(text)
    fitting = (
        Found(buffer.name, line)
        for line in islice(reversed(buffer.lines), _LOOKED_AT)
        if line.kind in TALK and not line.deleted and wanted.is_in(line.text)
    )
    return list(islice(fitting, _MOST))


@on_batch(CAPABILITY)
def found(state: State, batch: Batch) -> None:
    """BATCH soju.im/search: messages of any place, oldest first."""
    text, state.pending.search = state.pending.search, None
    if text is None:
        return
    results = []
    for incoming in (batch.collected or [])[: 10 * _MOST]:
        if incoming.message.command not in {"PRIVMSG", "NOTICE"} or incoming.count < 2:
            continue
        said = words_of(incoming)
        if said is None or state.rules.ignores(incoming.source):
            continue
        target = state.features.bare_channel(incoming.param(0))
        in_channel = state.is_channel(target)
        own = state.is_me(incoming.nick)
        place = target if in_channel or own else incoming.nick
        line = line_of(state, incoming, said, lambda _msgid: None, own=own, personal=not in_channel)
        results.append(Found(place, line))
    state.tell(SearchAnswered(text, tuple(results), everywhere=True))


def refused(state: State) -> None:
    """FAIL SEARCH: there will be no answer."""
    state.pending.search = None
