"""SEARCH: finding words in what was said (soju.im/search)."""

from typing import Final

from tui_chat.server.core.context import Context, Failed
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.handler_registry import answered, command
from tui_chat.server.core.messages.history_request_types import Entry, Search
from tui_chat.server.core.messages.history_target_names import readable
from tui_chat.server.core.messages.playback import play
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.tags import parse_tags
from tui_chat.wire.timestamps import parse_time

_KNOWN: Final = frozenset({"in", "from", "after", "before", "text", "limit"})
_LONGEST: Final = 400
"""Characters of words to look for."""


@command("SEARCH", min_params=1, reads=True)
def search(ctx: Context) -> None:
    """SEARCH <attributes>: search by in, from, after, before, text and limit, written like tags."""
    policy = ctx.network.settings.history
    if not policy.kept:
        raise Failed("SEARCH", "INTERNAL_ERROR", text="No history is kept here")
    try:
        wanted = parse_tags(ctx.param(0))
        after = parse_time(wanted["after"]) if wanted.get("after") else None
        before = parse_time(wanted["before"]) if wanted.get("before") else None
    except ProtocolError as error:
        raise _invalid("Invalid parameters") from error
    if not wanted.keys() <= _KNOWN:
        raise _invalid("Unknown parameters")
    words, sender = wanted.get("text", "")[:_LONGEST], wanted.get("from", "")
    if not (words or sender):
        raise _invalid("Say what to look for: text or from")
    target = readable(ctx, "SEARCH", wanted["in"])[0] if wanted.get("in") else ""
    limit = _limit(wanted.get("limit", ""), policy.page)
    request = Search(
        identity=ctx.user.identity,
        channels=tuple(ctx.user.channels),
        targets=(target,) if target else (),
        words=words,
        sender=sender,
        after=after,
        before=before,
        limit=limit,
    )
    ctx.effects.append(Ask(ctx.client, request))


@answered(Search)
def found(ctx: Context, _search: Search, entries: list[Entry] | None) -> None:
    """Show the messages that the search has found."""
    if entries is None:
        raise Failed("SEARCH", "INTERNAL_ERROR", text="The search failed")
    play(ctx, ("soju.im/search",), entries)


def _limit(written: str, most: int) -> int:
    if not written:
        return most
    if not (written.isascii() and written.isdecimal()):
        raise _invalid("Invalid limit")
    return max(1, min(int(written[:9]), most))


def _invalid(text: str) -> Failed:
    return Failed("SEARCH", "INVALID_PARAMS", "*", text=text)
