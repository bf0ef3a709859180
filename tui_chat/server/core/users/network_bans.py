"""Who may not be on the network: addresses, accounts, and masks of users."""

import ipaddress
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Keep
from tui_chat.server.core.events import Millis
from tui_chat.server.core.registry import restores
from tui_chat.server.core.state.address_keys import address_key
from tui_chat.server.core.state.user import User
from tui_chat.wire.masks import compile_mask, complete_mask, is_mask

if TYPE_CHECKING:
    from tui_chat.server.core.dispatch import Network

_KIND: Final = "ban"
_ACCOUNT: Final = re.compile(r"[~$]?a(?:ccount)?:(?P<name>.+)")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NetworkOfAddresses = ipaddress.IPv4Network | ipaddress.IPv6Network


class Ban(NamedTuple):
    """One ban. Of `account`, `addresses` and neither, the first that is set says what it fits."""

    target: str
    """As it is shown: an address or network, `account:name`, or `nick!user@host`."""
    account: str
    """Folded."""
    addresses: _NetworkOfAddresses | None
    reason: str
    by: str
    at: Millis
    until: Millis
    """0 for ever."""
    pattern: re.Pattern[str]
    """The mask, if it is one, in lower case: made once, for every newcomer is compared with it."""


class Origin(NamedTuple):
    """Somebody that a ban may fit."""

    nick: str
    username: str
    hosts: tuple[str, ...]
    """The host it shows and the one it comes from."""
    account: str
    """Folded."""
    addresses: tuple[_Address, ...]
    """Those of the hosts that are addresses."""

    @classmethod
    def of(cls, nick: str, username: str, hosts: tuple[str, ...], account: str) -> Self:
        """The same with the addresses read, once for all bans."""
        addresses = tuple(found for host in hosts if (found := _read_address(host)) is not None)
        return cls(nick, username, hosts, account, addresses)


class NetworkBans:
    """All bans, in the order they were made."""

    def __init__(self) -> None:
        self._bans: dict[str, Ban] = {}

    def __len__(self) -> int:
        return len(self._bans)

    def add(self, ban: Ban) -> None:
        """Put one in, in place of one of the same target."""
        self._bans.pop(ban.target, None)
        self._bans[ban.target] = ban

    def remove(self, target: str) -> Ban | None:
        """Take one out."""
        return self._bans.pop(target, None)

    def all(self, at: Millis) -> tuple[Ban, ...]:
        """Those that are in force."""
        return tuple(ban for ban in self._bans.values() if not 0 < ban.until <= at)

    def find(self, origin: Origin, at: Millis) -> Ban | None:
        """The first that is in force and fits."""
        if not self._bans:
            return None
        return next((ban for ban in self.all(at) if fits(ban, origin)), None)

    def snapshot(self) -> tuple[object, ...]:
        """All of them as plain data."""
        return tuple(
            (ban.target, ban.reason, ban.by, ban.at, ban.until) for ban in self._bans.values()
        )


def fits(ban: Ban, origin: Origin) -> bool:
    """Whether the ban is for somebody."""
    if ban.account:
        return ban.account == origin.account
    if ban.addresses is not None:
        return any(address in ban.addresses for address in origin.addresses)
    return any(
        ban.pattern.fullmatch(f"{origin.nick}!{origin.username}@{host}".lower())
        for host in origin.hosts
    )


def origin_of(ctx: Context, user: User) -> Origin:
    """What bans look at of a user."""
    hosts = (user.host, user.address)
    account = ctx.network.fold(user.account) if user.account else ""
    return Origin.of(user.nick, user.username, hosts, account)


def make_ban(
    network: "Network", written: str, reason: str, by: str, at: Millis, until: Millis
) -> Ban:
    """The ban that somebody wrote: an address or network, a mask, or else an account."""
    account = ""
    addresses = _read_addresses(written)
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
    """A ban is over; it need not come back."""
    ctx.effects.append(Keep(_KIND, ban.target, None))


@restores(_KIND)
def restore(network: "Network", target: str, record: dict[str, Any]) -> None:
    """Take back what was kept."""
    at, until = Millis(record["at"]), Millis(record["until"])
    network.bans.add(make_ban(network, target, record["reason"], record["by"], at, until))


def household(written: str) -> str:
    """What an operator means who bans one IPv6 address: all that its holder can choose from.

    Anything else as it was written; `/128` is a single address.
    """
    if ":" not in written or "/" in written:
        return written
    key = address_key(written)
    return f"{key}/64" if ":" in key and key != "::1" else key


def _read_addresses(written: str) -> _NetworkOfAddresses | None:
    try:
        return ipaddress.ip_network(written, strict=False)
    except ValueError:
        return None


def _read_address(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
