"""The services outside that the network names to clients (IRCv3 draft/authtoken)."""

from collections.abc import Iterator
from typing import Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.messages.incoming_multiline import TOKEN_BATCH
from tui_chat.server.core.messages.outgoing_batch import send_batch
from tui_chat.server.core.settings import Service, Settings
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message

_AWARE: Final = Capability.AUTHTOKEN.bit


def list_services(ctx: Context) -> None:
    """The services in a batch, or that there are none."""
    server, services = ctx.network.name, ctx.network.settings.services
    if not services:
        text = "No services are defined for this network"
        ctx.send(Message("NOTE", ("TOKEN", "NO_SERVICES", text), server))
        return
    lines = (
        Message("TOKEN", ("SERVICE", one.key, one.url, one.description), server) for one in services
    )
    send_batch(ctx, ctx.client, TOKEN_BATCH, ("*", "*"), lines)


def greet(ctx: Context) -> None:
    """The same for a connection that has entered, if it wants to know."""
    if ctx.session.held & _AWARE:
        list_services(ctx)


def tell_changes(ctx: Context, before: Settings, after: Settings) -> None:
    """Tell the client which services are new, elsewhere, or gone, if it wants to know."""
    if ctx.session.user is not None and ctx.session.held & _AWARE:
        for params in _changes(before.services, after.services):
            ctx.send(Message("TOKEN", params, ctx.network.name))


def _changes(before: tuple[Service, ...], after: tuple[Service, ...]) -> Iterator[tuple[str, ...]]:
    old, new = ({one.key: one.url for one in services} for services in (before, after))
    yield from (("DEL", key) for key in old if key not in new)
    yield from (("NEW", key, url) for key, url in new.items() if old.get(key) != url)
