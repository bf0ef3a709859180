"""The operator changed the configuration while people are connected: they are told what differs."""

from typing import Final

import msgspec

from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Effect, SetCapabilities
from tui_chat.server.core.events import Reconfigured
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.capability_offers import announcements, offers
from tui_chat.server.core.state.greeting import features
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.users import metadata_updates, service_tokens
from tui_chat.server.core.users.welcome import reply_tokens
from tui_chat.wire import isupport
from tui_chat.wire.capabilities import Capabilities, Capability
from tui_chat.wire.message import Message
from tui_chat.wire.splitting import pack

_ROOM: Final = 400
"""Bytes of names in one CAP line; the rest of its 512 is the head."""


def carry_out(network: Network, event: Reconfigured) -> list[Effect]:
    """Put other settings in force; what names are and which are the same stays."""
    before = network.settings
    after = msgspec.structs.replace(
        event.settings, server=before.server, casemapping=before.casemapping
    )
    network.configure(after)
    policy = after.accounts
    network.whowas.limit(after.limits.whowas)
    for failures in (network.wrong_by_host, network.wrong_by_account, network.wrong_by_operator):
        failures.use(policy.wrong_passwords, policy.wrong_password_pause * 1000)
    network.registrations.use(policy.registrations, policy.registration_pause * 1000)
    tokens = tuple(isupport.lines(_changed_features(before, after)))
    effects: list[Effect] = []
    for session in network.sessions.values():
        ctx = Context(network, session, event.at, Message("*"), event.msgid)
        _tell_capabilities(ctx, session, before, after)
        if session.user is not None and tokens:
            reply_tokens(ctx, tokens)
        service_tokens.tell_changes(ctx, before, after)
        effects += ctx.effects
    return effects


def _changed_features(before: Settings, after: Settings) -> dict[str, str | None]:
    """The tokens that are new or differ, and `-NAME` for those that are gone."""
    old, new = features(before), features(after)
    changed = {name: new[name] for name in new if name not in old or old[name] != new[name]}
    return changed | {f"-{name}": None for name in old if name not in new}


def _tell_capabilities(ctx: Context, session: Session, before: Settings, after: Settings) -> None:
    """CAP NEW and DEL, for those who asked for cap-notify."""
    old, new = (_offered(session, settings) for settings in (before, after))
    gone = [name for name in old if name not in new]
    lost = offers(before).keys() - offers(after).keys()
    held = Capabilities(session.held & ~sum(one.bit for one in lost))
    if held != session.held:
        session.held = held
        metadata_updates.follow_capabilities(ctx, held)
        ctx.effects.append(SetCapabilities(session.id, held))
    if not session.held & Capability.CAP_NOTIFY.bit:
        return
    come = [
        f"{name}={new[name]}" if new[name] else name
        for name in new
        if name not in old or old[name] != new[name]
    ]
    for verb, names in (("DEL", gone), ("NEW", come)):
        for line in pack(names, _ROOM):
            ctx.send(Message("CAP", (session.nick, verb, line), ctx.network.name))


def _offered(session: Session, settings: Settings) -> dict[str, str]:
    """The names that CAP LS tells this client of, with their values where it knows values."""
    if session.cap_version < 302:
        return {one.value: "" for one in offers(settings)}
    offered = {one.value: value for one, value in offers(settings).items()}
    return offered | announcements(settings, secure=session.secure)
