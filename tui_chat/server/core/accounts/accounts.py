"""Accounts: who has registered, what proves it, and which nicknames are theirs."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tui_chat.server.core.accounts.stored_passwords import Secrets
from tui_chat.server.core.effects import Keep
from tui_chat.server.core.events import Millis
from tui_chat.server.core.registry import restores
from tui_chat.server.core.state.lookalikes import Lookalikes
from tui_chat.wire.names import Casemapping, Folded

if TYPE_CHECKING:
    from tui_chat.server.core.context import Context
    from tui_chat.server.core.dispatch import Network

_KIND: Final = "account"


class Account(msgspec.Struct, frozen=True):
    """Somebody who comes back, as it is kept over restarts. A change makes a new one."""

    name: str
    secrets: Secrets
    registered: Millis
    email: str = ""
    fingerprints: tuple[str, ...] = ()
    """SHA-256 of the certificates that log in without a password, in lower-case hexadecimal."""
    nicks: tuple[str, ...] = ()
    """Nicknames that are kept for it, besides its own name."""
    multiclient: bool | None = None
    """Whether its connections share a nickname; None is what the network prefers."""
    always_on: bool | None = None
    """Whether it stays when its last connection ends; None is what the network prefers."""
    host: str = ""
    """Where it last logged in from: there it is not slowed down by what others try."""
    id: str = ""
    """Who it is in all that is kept: never that of another account, be it of the same name.

    `@` and the id of the event that made it. Of accounts from before there were ids, it is their
    folded name, which is none of a later account.
    """


class Accounts:
    """All accounts, found by name, nickname or certificate.

    No name or nickname of an account looks like one of another: so none looks like the founder of
    a registered channel either, who is an account.
    """

    def __init__(
        self, fold: Callable[[str], Folded], casemapping: Casemapping = Casemapping.ASCII
    ) -> None:
        self._fold = fold
        self._accounts: dict[Folded, Account] = {}
        self._owners: dict[Folded, Account] = {}
        self._alike: Lookalikes[Account] = Lookalikes(casemapping)
        self._certified: dict[str, Account] = {}
        self._ids: dict[str, Account] = {}

    def __iter__(self) -> Iterator[Account]:
        return iter(self._accounts.values())

    def __len__(self) -> int:
        return len(self._accounts)

    def find(self, name: str) -> Account | None:
        """The account of this name, in whatever case."""
        return self._accounts.get(self._fold(name))

    def owner_of(self, nick: Folded) -> Account | None:
        """The account that a nickname is kept for: it, or one that looks the same."""
        return self._owners.get(nick) or self._alike.find(nick)

    def identified(self, identity: str) -> Account | None:
        """The account with this id."""
        return self._ids.get(identity)

    def certified(self, fingerprint: str) -> Account | None:
        """The account that a certificate logs in to."""
        return self._certified.get(fingerprint)

    def owns(self, name: str, nick: Folded) -> bool:
        """Whether the nickname is kept for the account of this name ("" is nobody)."""
        owner = self.owner_of(nick)
        return owner is not None and bool(name) and owner.name == name

    def has_nick(self, name: str, nick: Folded) -> bool:
        """The same for this very nickname: not for one that looks the same."""
        owner = self._owners.get(nick)
        return owner is not None and bool(name) and owner.name == name

    def enter(self, account: Account) -> None:
        """Add an account, or put it in place of the one with the same name."""
        self.remove(account.name)
        self._accounts[self._fold(account.name)] = account
        self._ids[account.id] = account
        for nick in (account.name, *account.nicks):
            folded = self._fold(nick)
            self._owners[folded] = account
            self._alike.add(folded, account)
        for fingerprint in account.fingerprints:
            self._certified[fingerprint] = account

    def remove(self, name: str) -> None:
        """Forget the account of this name, if there is one."""
        account = self._accounts.pop(self._fold(name), None)
        if account is None:
            return
        del self._ids[account.id]
        for nick in (account.name, *account.nicks):
            folded = self._fold(nick)
            del self._owners[folded]
            self._alike.remove(folded)
        for fingerprint in account.fingerprints:
            del self._certified[fingerprint]

    def snapshot(self) -> tuple[object, ...]:
        """The accounts as plain data."""
        return tuple(msgspec.to_builtins(account) for account in self)


def new_id(ctx: "Context") -> str:
    """An id for an account that is made now; `@` is in no name, and so in no older id.

    Ids of events grow beyond those of all that is kept of what was said. After a restart with a
    clock that was set back, and nothing said meanwhile, one may come again.
    """
    identity = f"@{ctx.msgid}"
    while ctx.network.accounts.identified(identity) is not None:
        identity += "'"
    return identity


def changed(account: Account, **changes: object) -> Account:
    """The account with these fields changed."""
    return msgspec.structs.replace(account, **changes)


def keep(ctx: "Context", account: Account) -> None:
    """Enter an account, or what it has become, and keep it over restarts."""
    network = ctx.network
    network.accounts.enter(account)
    ctx.effects.append(Keep(_KIND, network.fold(account.name), msgspec.to_builtins(account)))


def forget(ctx: "Context", account: Account) -> None:
    """Drop an account for good."""
    network = ctx.network
    network.accounts.remove(account.name)
    ctx.effects.append(Keep(_KIND, network.fold(account.name), None))


@restores(_KIND)
def restore(network: "Network", key: str, value: dict[str, Any]) -> None:
    """Enter an account that was kept."""
    account = msgspec.convert(value, Account)
    network.accounts.enter(account if account.id else changed(account, id=key))
