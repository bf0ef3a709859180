"""The services by name, and what they say: NickServ and ChanServ are no users, but speak."""

from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.state.unicode_nicknames import skeleton
from tui_chat.wire.message import Message
from tui_chat.wire.source import Source

NICKSERV: Final = "NickServ"
CHANSERV: Final = "ChanServ"
_SERVICES: Final[dict[str, str]] = {name.lower(): name for name in (NICKSERV, CHANSERV)}


def is_like_service(name: str) -> bool:
    """Whether a name could be taken for that of a service."""
    return skeleton(name) in _SERVICES


def find_service(name: str) -> str | None:
    """The service of this name, in whatever case."""
    return _SERVICES.get(name.lower())


def tell(ctx: Context, service: str, sentence: str) -> None:
    """Have a service say something to whoever asked."""
    ctx.send(Message("NOTICE", (ctx.session.nick, sentence), source_of(ctx, service)))


def source_of(ctx: Context, service: str) -> Source:
    """The source of a service's messages."""
    return Source.of(service, service, ctx.network.name)
