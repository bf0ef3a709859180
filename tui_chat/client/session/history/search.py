"""Searching messages: on the server (soju.im/search), or else in the loaded lines."""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import TALK
from tui_chat.client.events import Found, LocalSearchWanted, SearchAnswered
from tui_chat.client.search_query import SearchQuery, parse_query
from tui_chat.client.session.history.history_lines import line_key
from tui_chat.client.session.messages.received import line_of, words_of
from tui_chat.client.session.model.handlers import on_batch
from tui_chat.client.session.model.incoming import Batch
from tui_chat.client.session.model.state import State
from tui_chat.wire.tags import encode_tags
from tui_chat.wire.text.search_folding import Wanted

CAPABILITY: Final = "soju.im/search"
_MOST: Final = 100
_MYSELF: Final = "me"
_LOOKED_AT: Final = 20_000
"""Latest lines of each place that are looked at here."""


def search(state: State, text: str, buffer: Buffer | None = None) -> None:
    """Look for words in everything that was said in a place, or with None anywhere.

    `text` is a query as `parse_query` reads it. `SearchAnswered` tells what was found: by the
    server if it can, else in what is loaded.
    """
    query = parse_query(text)
    if buffer is not None and buffer is not state.buffers.server and not query.place:
        query = query._replace(place=buffer.name)
    if query.sender.lower() == _MYSELF and state.buffer(_MYSELF) is None:
        query = query._replace(sender=state.nick)
    if query.is_empty:
        state.tell(SearchAnswered(text, (), everywhere=True))
    elif state.welcomed and state.offers(CAPABILITY, "batch"):
        state.pending.searches.append(text)
        wanted = {"limit": str(_MOST), "in": query.place, "from": query.sender, "text": query.words}
        given = {name: value for name, value in wanted.items() if value}
        state.send("SEARCH", encode_tags(given))  # what is too long is cut
    elif state.has_log:
        state.tell(LocalSearchWanted(text, query))
    else:
        _answer(state, text, _found_here(state, query), everywhere=False)


def found_in_log(
    state: State, text: str, query: SearchQuery, logged: Sequence[Found] | None
) -> None:
    """Report the lines found in our own log and in memory; None if the log cannot be read."""
    here = {line_key(each.line): each for each in _found_here(state, query)}
    found = [each for each in logged or () if line_key(each.line) not in here]
    found = sorted([*found, *here.values()], key=lambda each: each.line.at)[-_MOST:]
    _answer(state, text, tuple(found), everywhere=logged is not None)


def _answer(state: State, text: str, found: tuple[Found, ...], *, everywhere: bool) -> None:
    state.tell(SearchAnswered(text, found, everywhere=everywhere, cut=len(found) >= _MOST))


def _found_here(state: State, query: SearchQuery) -> tuple[Found, ...]:
    places = list(state.buffers)
    if query.place:
        named = state.buffer(query.place)
        places = [named] if named is not None else []
    found = sorted(
        (each for place in places for each in _found_in(state, place, query)),
        key=lambda each: each.line.at,
    )
    return tuple(found[-_MOST:])


def _found_in(state: State, buffer: Buffer, query: SearchQuery) -> list[Found]:
    wanted, sender = Wanted(query.words), state.fold(query.sender)
    fitting = (
        Found(buffer.name, line)
        for line in islice(reversed(buffer.lines), _LOOKED_AT)
        if line.kind in TALK
        and not line.deleted
        and (not sender or state.fold(line.sender) == sender)
        and (not wanted.words or wanted.is_in(line.text))
    )
    return [*islice(fitting, _MOST)][::-1]


@on_batch(CAPABILITY)
def found(state: State, batch: Batch) -> None:
    """BATCH soju.im/search: messages of any place, oldest first."""
    if not state.pending.searches:
        return
    text = state.pending.searches.popleft()
    results = []
    for incoming in (batch.collected or [])[: 10 * _MOST]:
        if incoming.message.command not in {"PRIVMSG", "NOTICE"} or incoming.count < 2:
            continue
        said = words_of(incoming)
        if said is None or state.rules.ignores(incoming.source, state.fold):
            continue
        target = state.features.bare_channel(incoming.param(0))
        in_channel = state.is_channel(target)
        own = state.is_me(incoming.nick)
        place = target if in_channel or own else incoming.nick
        line = line_of(state, incoming, said, lambda _msgid: None, own=own, personal=not in_channel)
        results.append(Found(place, line))
    _answer(state, text, tuple(results), everywhere=True)


def refused(state: State) -> None:
    """FAIL SEARCH: there will be no answer."""
    if state.pending.searches:
        text = state.pending.searches.popleft()
        state.tell(SearchAnswered(text, (), everywhere=True, failed=True))


def connection_lost(state: State) -> None:
    """Note that no search will be answered."""
    while state.pending.searches:
        refused(state)
