"""The services by name, and what they say: NickServ and ChanServ are no users, but speak."""

from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.state.lookalikes import Lookalikes
from tui_chat.wire.message import Message
from tui_chat.wire.names import Casemapping
from tui_chat.wire.source import Source

NICKSERV: Final = "NickServ"
CHANSERV: Final = "ChanServ"
_SERVICES: Final[dict[str, str]] = {name.lower(): name for name in (NICKSERV, CHANSERV)}
_LOOKALIKES: Final[Lookalikes[str]] = Lookalikes(Casemapping.PRECIS)
for _name in _SERVICES.values():
    _LOOKALIKES.add(_name, _name)


def is_like_service(name: str) -> bool:
    """Whether a name could be taken for that of a service."""
    if name.isascii():  # as most are: a tenth of the time
        return name.lower() in _SERVICES
    return _LOOKALIKES.find(name) is not None


def find_service(name: str) -> str | None:
    """The service of this name, in whatever case."""
    return _SERVICES.get(name.lower())


def tell(ctx: Context, service: str, sentence: str) -> None:
    """Have a service say something to whoever asked."""
    ctx.send(Message("NOTICE", (ctx.session.nick, sentence), source_of(ctx, service)))


def source_of(ctx: Context, service: str) -> Source:
    """The source of a service's messages."""
    return Source.of(service, service, ctx.network.name)
