"""CAP: what the client wants to be shown beyond RFC 2812 (IRCv3 capability-negotiation 302)."""

from typing import Final

from tui_chat.server.core.commands.registration import connection_registration
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import SetCapabilities
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.capability_offers import LINE, offered_to, written
from tui_chat.server.core.users import metadata_updates
from tui_chat.wire.capability_enum import (
    BY_NAME,
    Capabilities,
    Capability,
    names_of,
)
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.text.splitting import pack

_CAP_NOTIFY: Final = Capability.CAP_NOTIFY.bit


@command("CAP", min_params=1, unregistered=True, strangers=True)
def cap(ctx: Context) -> None:
    """CAP LS|LIST|REQ|END [<parameter>]."""
    subcommand = ctx.param(0).upper()
    act = {"LS": _ls, "LIST": _list, "REQ": _req, "END": _end}.get(subcommand)
    if act is None:
        return ctx.reply(Numeric.ERR_INVALIDCAPCMD, ctx.param(0))
    return act(ctx)


def _ls(ctx: Context) -> None:
    session = ctx.session
    _hold_registration(ctx)
    version = ctx.param(1)
    if version.isdecimal() and len(version) < 9:
        session.cap_version = max(session.cap_version, int(version))
    if session.cap_version >= 302:
        _hold(ctx, session.held | _CAP_NOTIFY)
    network = ctx.network
    offered = offered_to(
        network.offers,
        network.settings,
        version=session.cap_version,
        secure=session.secure,
        nodes=network.nodes.addresses,
    )
    _say(ctx, "LS", written(offered))


def _list(ctx: Context) -> None:
    _say(ctx, "LIST", list(names_of(ctx.session.held)))


def _req(ctx: Context) -> None:
    _hold_registration(ctx)
    held: int = ctx.session.held
    wanted = ctx.param(1)
    verdict = "ACK"
    offered = ctx.network.offers
    for word in wanted.split():
        capability = BY_NAME.get(word.removeprefix("-"))
        if capability is None or capability not in offered:
            verdict = "NAK"
        elif not word.startswith("-"):
            held |= capability.bit
        elif capability is Capability.CAP_NOTIFY and ctx.session.cap_version >= 302:
            verdict = "NAK"
        else:
            held &= ~capability.bit
    if held & metadata_updates.METADATA == metadata_updates.METADATA:
        # One of them at most: draft/metadata-3, "Relation with other specifications".
        verdict = "NAK"
    _answer(ctx, verdict, wanted)
    if verdict == "ACK":
        _hold(ctx, held)


def _answer(ctx: Context, verdict: str, wanted: str) -> None:
    """ACK or NAK, in several lines if one has no room for the names.

    A name that is cut off would be one the client did not request, and is not granted.
    """
    lines = [wanted] if len(wanted.encode()) <= LINE else pack(wanted.split(), LINE)
    for line in lines:
        ctx.send(Message("CAP", (ctx.session.nick, verdict, line), ctx.network.name))


def _end(ctx: Context) -> None:
    if ctx.session.registration is not None:
        ctx.session.registration.negotiating = False
        connection_registration.complete(ctx)


def _hold_registration(ctx: Context) -> None:
    if ctx.session.registration is not None:
        ctx.session.registration.negotiating = True


def _hold(ctx: Context, held: int) -> None:
    if held != ctx.session.held:
        ctx.session.held = Capabilities(held)
        metadata_updates.follow_capabilities(ctx, ctx.session.held)
        ctx.effects.append(SetCapabilities(ctx.client, ctx.session.held))


def _say(ctx: Context, subcommand: str, names: list[str]) -> None:
    """All names, in several lines where one has no room.

    Below 302 no client knows that more may follow: it is told the first alone.
    """
    lines = list(pack(names, LINE)) or [""]
    if ctx.session.cap_version < 302:
        del lines[1:]
    for number, line in enumerate(lines, 1):
        more = ("*",) if number < len(lines) else ()
        params = (ctx.session.nick, subcommand, *more, line)
        ctx.send(Message("CAP", params, ctx.network.name))
