"""Reading bans from the network, and keeping them over restarts."""

import re
from typing import Any, Final

import msgspec

from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Keep
from tui_chat.server.core.events import Millis
from tui_chat.server.core.handler_registry import restores
from tui_chat.server.core.state.address_keys import address_key
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.records.network_bans import Ban, Origin, read_addresses
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.masks import compile_mask, complete_mask, is_mask

_KIND: Final = "ban"
_ACCOUNT: Final = re.compile(r"[~$]?a(?:ccount)?:(?P<name>.+)")


def origin_of(ctx: Context, user: User) -> Origin:
    """The origin of a user, to be compared with bans."""
    hosts = (user.host, user.address)
    account = ctx.network.fold(user.account) if user.account else ""
    return Origin(user.nick, user.username, hosts, account)


def make_ban(
    network: Network, written: str, reason: str, by: str, at: Millis, until: Millis
) -> Ban:
    """The ban that somebody wrote: an address or network, a mask, or else an account."""
    account = ""
    addresses = read_addresses(written)
    target = written
    if addresses is not None:
        target = str(addresses) if addresses.num_addresses > 1 else str(addresses.network_address)
    elif named := _ACCOUNT.fullmatch(written):
        account = network.fold(named["name"])
        target = f"account:{account}"
    elif is_mask(written) or "@" in written or "!" in written:
        target = complete_mask(written).lower()
    else:
        account = network.fold(written)
        target = f"account:{account}"
    pattern = compile_mask("" if account or addresses else target)
    return Ban(target, account, addresses, reason, by, at, until, pattern)


def keep(ctx: Context, ban: Ban) -> None:
    """See to it that a ban outlives a restart."""
    record = {"reason": ban.reason, "by": ban.by, "at": ban.at, "until": ban.until}
    ctx.effects.append(Keep(_KIND, ban.target, record))


def drop(ctx: Context, ban: Ban) -> None:
    """Delete the record of a ban that is over."""
    ctx.effects.append(Keep(_KIND, ban.target, None))


@restores(_KIND)
def restore(network: Network, target: str, record: dict[str, Any]) -> None:
    """Restore a stored ban."""
    at, until = (msgspec.convert(record[name], Millis) for name in ("at", "until"))
    reason, by = (msgspec.convert(record[name], str) for name in ("reason", "by"))
    network.bans.add(make_ban(network, target, reason, by, at, until))


def ban_target_for_address(written: str) -> str:
    """The target of a ban on one IPv6 address: its whole /64, because the holder can use all of it.

    Other targets stay as they were written; `/128` is a single address.
    """
    if ":" not in written or "/" in written:
        return written
    key = address_key(written)
    return f"{key}/64" if ":" in key and key != "::1" else key
