"""Operators of the network: checking their passwords, and their power over other users."""

from collections.abc import Iterable
from typing import Self

from msgspec.structs import replace

from tui_chat.server.core.accounts import always_on
from tui_chat.server.core.accounts.password_requests_and_checks import CheckConfigured
from tui_chat.server.core.channels import auto_join_channel_ranks_and_topic
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.settings import Operator
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.users import session_start_and_end
from tui_chat.server.core.users.user_mode_changes import change_modes
from tui_chat.wire.masks import matches
from tui_chat.wire.message import Message
from tui_chat.wire.modes import ModeChange
from tui_chat.wire.numerics import Numeric


class CheckOperator(CheckConfigured, frozen=True):
    """The password of OPER."""

    def without_secrets(self) -> Self:
        """The name alone."""
        return replace(self, password="", hash="")


def check_operator(ctx: Context) -> None:
    """Raise Refused unless the user is an operator."""
    if "o" not in ctx.user.modes:
        raise Refused(Numeric.ERR_NOPRIVILEGES)


def find_operator(operators: Iterable[Operator], name: str, user: User) -> Operator | None:
    """The operator of this name, if it may come from where the user comes from."""
    origin = f"{user.username}@{user.address}"
    for one in operators:
        if one.name == name and any(matches(mask, origin) for mask in one.hosts):
            return one
    return None


def audit(ctx: Context, did: str) -> None:
    """Write down what an operator did."""
    ctx.log("audit", by=ctx.user.source, did=did)


def make_operator(ctx: Context, did: str) -> None:
    """Make the user an operator, in its first channels too; `did` is what is written down."""
    change_modes(ctx, ctx.user, [ModeChange(adding=True, letter="o")])
    audit(ctx, did)
    for channel in ctx.user.channels.values():
        auto_join_channel_ranks_and_topic.recognise(ctx, channel, ctx.user)


def tell_node(ctx: Context, did: str, user: User) -> None:
    """Tell the operator which node a user is connected to, where there are several."""
    node = ctx.network.nodes.names_of(user.clients)
    if node:
        text = f"{did} {user.nick}, connected to {node}"
        ctx.send(Message("NOTICE", (ctx.user.nick, text), ctx.network.name))


def expel(ctx: Context, user: User, reason: str) -> None:
    """End all connections of a user, who then leaves the network; its peers are told the reason."""
    network = ctx.network
    always_on.forget(ctx, user)
    if not user.clients:
        session_start_and_end.remove(ctx, user, reason)
    for client in user.clients:
        inner = Context(network, network.sessions[client], ctx.at, ctx.message, ctx.next_msgid())
        inner.close(reason)
        session_start_and_end.end_session(inner, reason)
        ctx.effects += inner.effects
    if network.users.get(user.folded) is user:  # always on, but not against this
        session_start_and_end.remove(ctx, user, reason)
