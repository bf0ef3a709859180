"""The operator changed the configuration while people are connected: they are told what differs."""

import msgspec

from tui_chat.server.core.channels import new_auto_join_channel_reset
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Effect, SetCapabilities
from tui_chat.server.core.events import Reconfigured
from tui_chat.server.core.settings import Settings, with_node_settings
from tui_chat.server.core.state.capability_offers import LINE, offered_to, offers, written
from tui_chat.server.core.state.network import VALUE_PAUSE, Network
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.state.welcome_numerics import features
from tui_chat.server.core.users import authtoken_service_list, metadata_updates
from tui_chat.server.core.users.welcome import reply_tokens
from tui_chat.wire import isupport
from tui_chat.wire.capability_enum import Capabilities, Capability
from tui_chat.wire.message import Message
from tui_chat.wire.text.splitting import pack


def carry_out(network: Network, event: Reconfigured) -> list[Effect]:
    """Put other settings in force, except the server's name and the casemapping.

    Those of this node come with them, if they have changed.
    """
    before = network.settings
    after = msgspec.structs.replace(
        with_node_settings(event.settings, network.node_settings),
        server=before.server,
        casemapping=before.casemapping,
    )
    others = network.channels.keys() - network.first_names
    network.configure(after)
    policy = after.accounts
    network.whowas.limit(after.limits.whowas)
    for failures in (network.wrong_by_host, network.wrong_by_account, network.wrong_by_operator):
        failures.use(policy.wrong_passwords, policy.wrong_password_pause * 1000)
    network.registrations.use(policy.registrations, policy.registration_pause * 1000)
    network.metadata_shown.use(after.limits.metadata_burst, VALUE_PAUSE)
    tokens = tuple(isupport.lines(_changed_features(before, after)))
    nobody = Session(event.client, "", secure=False)
    ctx = Context(network, nobody, event.at, Message("*"), event.msgid)
    for name in sorted(others & network.first_names):
        new_auto_join_channel_reset.take_over(ctx, name)
    effects = ctx.effects
    for session in (*network.sessions.values(), *network.strangers.values()):
        ctx = Context(network, session, event.at, Message("*"), event.msgid)
        _tell_capabilities(ctx, session, before, after)
        if session.user is not None and tokens:
            reply_tokens(ctx, tokens)
        authtoken_service_list.tell_changes(ctx, before, after)
        effects += ctx.effects
    return effects


def _changed_features(before: Settings, after: Settings) -> dict[str, str | None]:
    """The tokens that are new or differ, and `-NAME` for those that are gone."""
    old, new = features(before), features(after)
    changed = {name: new[name] for name in new if name not in old or old[name] != new[name]}
    return changed | {f"-{name}": None for name in old if name not in new}


def _tell_capabilities(ctx: Context, session: Session, before: Settings, after: Settings) -> None:
    """CAP NEW and DEL, for those who asked for cap-notify."""
    version, secure = session.cap_version, session.secure
    old, new = (
        offered_to(offers(settings), settings, version=version, secure=secure)
        for settings in (before, after)
    )
    gone = [name for name in old if name not in new]
    lost = offers(before).keys() - offers(after).keys()
    held = Capabilities(session.held & ~sum(one.bit for one in lost))
    if held != session.held:
        session.held = held
        metadata_updates.follow_capabilities(ctx, held)
        ctx.effects.append(SetCapabilities(session.id, held))
    if not session.held & Capability.CAP_NOTIFY.bit:
        return
    come = written({name: new[name] for name in new if old.get(name) != new[name]})
    for verb, names in (("DEL", gone), ("NEW", come)):
        for line in pack(names, LINE):
            ctx.send(Message("CAP", (session.nick, verb, line), ctx.network.name))
