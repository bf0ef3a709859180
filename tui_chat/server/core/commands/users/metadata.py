"""METADATA: values that users and channels carry (IRCv3 draft/metadata-3)."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NoReturn

from tui_chat.server.core.channels.rights import silencing_channel
from tui_chat.server.core.context import Context, Failed, middle
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.messages.outgoing_batch import send_batch
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.state.visibility import reads
from tui_chat.server.core.users.metadata_updates import ALL, Target, change, sync, values_of
from tui_chat.wire.message import Message
from tui_chat.wire.names import is_channel
from tui_chat.wire.numerics import Numeric

_KEY: Final = re.compile(r"[a-z0-9_./-]+")
_KEYS_PER_LINE: Final = 12
"""RFC 2812's 15 parameters less the nickname, with some to spare."""


@command("METADATA", unregistered=True)
def metadata(ctx: Context) -> None:
    """METADATA <target> GET|LIST|SET|CLEAR|SUB|UNSUB|SUBS|SYNC [<parameters>]; * means you."""
    subcommand = ctx.param(1).upper()
    act = {
        "GET": _get,
        "LIST": _list,
        "SET": _set,
        "CLEAR": _clear,
        "SUB": _subscribe,
        "UNSUB": _unsubscribe,
        "SUBS": _subscriptions,
        "SYNC": _sync,
    }.get(subcommand)
    if act is None:
        _refuse(ctx, "Unknown subcommand" if ctx.param(1) else "Not enough parameters")
    if len(ctx.params) < {"GET": 3, "SET": 3, "SUB": 3, "UNSUB": 3}.get(subcommand, 2):
        _refuse(ctx, "Not enough parameters")
    act(ctx)


def _refuse(ctx: Context, text: str) -> NoReturn:
    raise Failed("METADATA", "INVALID_PARAMS", ctx.param(1), text=text)


# Reading.


def _get(ctx: Context) -> None:
    target = _readable(ctx)
    values = values_of(ctx.network, target)
    answers = []
    for key in ctx.params[2:]:
        if not _is_key(ctx, key):
            params = ("METADATA", "INVALID_KEY", middle(key), "Invalid key")
            answers.append(Message("WARN", params, ctx.network.name))
        else:
            answers.append(_answer(ctx, target, key, values.get(key, "")))
    send_batch(ctx, ctx.client, "metadata", (_name(target),), answers)


def _list(ctx: Context) -> None:
    target = _readable(ctx)
    answers = (_answer(ctx, target, *item) for item in values_of(ctx.network, target).items())
    send_batch(ctx, ctx.client, "metadata", (_name(target),), answers)


def _sync(ctx: Context) -> None:
    _check_registered(ctx)
    if ctx.session.subscriptions is None:
        ctx.session.subscriptions = {}
    if ctx.param(0) == ALL:
        return sync(ctx, ALL, _visible_targets(ctx))
    target = _readable(ctx)
    targets: Iterable[Target] = ()
    if isinstance(target, Channel):
        known = ctx.user in target.members
        targets = (target, *target.shown_to(ctx.user)) if known else (target,)
    elif isinstance(target, User):
        targets = (target,)
    return sync(ctx, _name(target), targets)


def _visible_targets(ctx: Context) -> Iterator[Target]:
    """The user's channels, their members and the users it watches, each once."""
    yield from ctx.user.channels.values()
    users: dict[User, None] = {ctx.user: None}
    for channel in ctx.user.channels.values():
        users.update(dict.fromkeys(channel.shown_to(ctx.user)))
    for folded in ctx.network.monitors.of(ctx.client):
        watched = ctx.network.users.get(folded)
        if watched is not None:
            users[watched] = None
    yield from users


# Writing.


def _set(ctx: Context) -> None:
    limits = ctx.network.settings.limits
    key, value = ctx.param(2), ctx.param(3)
    if not _is_key(ctx, key):
        raise Failed("METADATA", "INVALID_KEY", key, text="Invalid key")
    target = _writable(ctx, key)
    if len(value.encode()) > limits.metadata_value:
        raise Failed("METADATA", "INVALID_VALUE", key, text="Value is too long")
    if value and target is ctx.session.user:
        _check_may_tell(ctx, ctx.user, key)
    values = values_of(ctx.network, target)
    most = limits.metadata_keys
    if value and key not in values and len(values) >= most:
        code, name = "LIMIT_REACHED", _name(target)
        raise Failed("METADATA", code, "SET", name, str(most), text="Too many keys")
    changes = values.get(key, "") != value
    if changes:
        change(ctx, target, {key: value})
    ctx.send(_answer(ctx, target, key, value))


def _check_may_tell(ctx: Context, user: User, key: str) -> None:
    """Raise Failed if the user is silenced in a channel, whose members would be told the value."""
    channel = silencing_channel(ctx.network, user)
    if channel is not None:
        text = f"You are muted in {channel.name}"
        raise Failed("METADATA", "KEY_NO_PERMISSION", user.nick, key, text=text)


def _clear(ctx: Context) -> None:
    target = _writable(ctx, "*")
    keys = tuple(values_of(ctx.network, target))
    cleared = change(ctx, target, dict.fromkeys(keys, ""))
    answers = [_answer(ctx, target, key, "") for key in keys[:cleared]]
    send_batch(ctx, ctx.client, "metadata", (_name(target),), answers)
    if cleared < len(keys):
        text = "Too many people want to know of so much at once: clear the rest now"
        raise Failed("METADATA", "RATE_LIMITED", _name(target), keys[cleared], "0", text=text)


# Subscriptions.


def _subscribe(ctx: Context) -> None:
    _check_self(ctx)
    most = ctx.network.settings.limits.metadata_subscriptions
    if ctx.session.subscriptions is None:
        ctx.session.subscriptions = {}
    subscribed = ctx.session.subscriptions
    before = len(subscribed)
    taken: list[str] = []
    refusal: Failed | None = None
    for key in ctx.params[2:]:
        if not _is_key(ctx, key):
            _warn_of_key(ctx, key)
        elif key not in subscribed and len(subscribed) >= most:
            code, text = "LIMIT_REACHED", "Too many subscriptions"
            refusal = Failed("METADATA", code, "SUB", key, str(most), text=text)
            break
        else:
            subscribed[key] = None
            taken.append(key)
    _reply_keys(ctx, Numeric.RPL_METADATASUBOK, taken)
    if refusal is not None:
        ctx.answer(refusal)
    if len(subscribed) > before and ctx.session.user is not None:
        ctx.reply(Numeric.ERR_METADATASYNCLATER, ALL, "0")


def _unsubscribe(ctx: Context) -> None:
    _check_self(ctx)
    subscribed = ctx.session.subscriptions or {}
    dropped = []
    for key in ctx.params[2:]:
        if _is_key(ctx, key):
            subscribed.pop(key, None)
            dropped.append(key)
        else:
            _warn_of_key(ctx, key)
    _reply_keys(ctx, Numeric.RPL_METADATAUNSUBOK, dropped)


def _subscriptions(ctx: Context) -> None:
    _check_self(ctx)
    keys = list(ctx.session.subscriptions or ())
    numeric = Numeric.RPL_METADATASUBS
    send_batch(ctx, ctx.client, "metadata-subs", (), _key_lines(ctx, numeric, keys))


def _reply_keys(ctx: Context, numeric: Numeric, keys: list[str]) -> None:
    for line in _key_lines(ctx, numeric, keys):
        ctx.send(line)


def _key_lines(ctx: Context, numeric: Numeric, keys: list[str]) -> Iterator[Message]:
    for start in range(0, len(keys), _KEYS_PER_LINE):
        params = (ctx.session.nick, *keys[start : start + _KEYS_PER_LINE])
        yield Message(numeric.value, params, ctx.network.name)


def _warn_of_key(ctx: Context, key: str) -> None:
    params = ("METADATA", "INVALID_KEY", middle(key), "Invalid key")
    ctx.send(Message("WARN", params, ctx.network.name))


# What the target may be.


def _target(ctx: Context) -> Target | Session:
    name = ctx.param(0)
    if name == "*":
        return ctx.session.user or ctx.session
    network = ctx.network
    found: Target | None = None
    if ctx.session.user is not None:
        found = network.find_channel(name) if is_channel(name) else network.find_user(name)
    if found is None:
        raise Failed("METADATA", "INVALID_TARGET", name, text="Invalid metadata target")
    return found


def _readable(ctx: Context) -> Target | Session:
    """The target, unless it is a channel that is closed to the asker."""
    target = _target(ctx)
    if isinstance(target, Channel) and not reads(ctx.user, target):
        name = ctx.param(0)
        raise Failed("METADATA", "INVALID_TARGET", name, text="Invalid metadata target")
    return target


def _writable(ctx: Context, key: str) -> Target | Session:
    """The target, if it is the user itself, its channel, or the user runs the network."""
    target = _readable(ctx)
    if isinstance(target, Session) or target is ctx.user or "o" in ctx.user.modes:
        return target
    if isinstance(target, Channel) and target.is_operator(ctx.user):
        return target
    name = _name(target)
    raise Failed("METADATA", "KEY_NO_PERMISSION", name, key, text="Permission denied")


def _check_self(ctx: Context) -> None:
    if _readable(ctx) not in {ctx.session, ctx.session.user}:
        name = ctx.param(0)
        raise Failed("METADATA", "INVALID_TARGET", name, text="Only your own subscriptions")


def _check_registered(ctx: Context) -> None:
    if ctx.session.user is None:
        name = ctx.param(0)
        raise Failed("METADATA", "INVALID_TARGET", name, text="Not before you have registered")


def _is_key(ctx: Context, key: str) -> bool:
    return len(key) <= ctx.network.settings.limits.metadata_key and bool(_KEY.fullmatch(key))


def _name(target: Target | Session) -> str:
    if isinstance(target, Channel):
        return target.name
    return target.nick if isinstance(target, User) else "*"


def _answer(ctx: Context, target: Target | Session, key: str, value: str) -> Message:
    name = _name(target)
    unset = Numeric.RPL_KEYNOTSET
    numeric, rest = (Numeric.RPL_KEYVALUE, ("*", value)) if value else (unset, (unset.text,))
    return Message(numeric.value, (ctx.session.nick, name, key, *rest), ctx.network.name)
