"""Accounts, found by name, nickname or certificate."""

from collections.abc import Callable, Iterator

import msgspec

from tui_chat.server.core.events import Millis
from tui_chat.server.core.password_hash_and_scram_keys import Secrets
from tui_chat.server.core.state.lookalikes import Lookalikes
from tui_chat.wire.names import Casemapping, Folded


class Account(msgspec.Struct, frozen=True):
    """An account, as it is kept over restarts. Immutable: a change makes a new one."""

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
    """The host of its last login: wrong passwords from other hosts cause no wait there."""
    hosts_before: tuple[str, ...] = ()
    """The same of logins before that one, newest first."""
    id: str = ""
    """The id under which its data is kept; a later account of the same name has another id.

    It is `@` and the id of the event that made the account. Accounts of older versions have their
    folded name as id, which no later account can get.
    """


class Accounts:
    """All accounts, found by name, nickname or certificate.

    No name or nickname of an account looks like one of another account. So none looks like the
    founder of a registered channel either.
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
        return self._accounts.get(self._fold(name)) if name else None

    def owner_of(self, nick: str) -> Account | None:
        """The account that a nickname is kept for, because it has that nickname or a lookalike.

        A nickname beyond ASCII that equals the owner's only after folding belongs to another
        account if that one has a nickname that looks like it as it is spelled.
        """
        owner = self._owners.get(self._fold(nick))
        if not self._alike.is_needed or (
            owner is not None and (nick.isascii() or nick in {owner.name, *owner.nicks})
        ):
            return owner
        return self._alike.find(nick, owner) or owner

    def identified(self, identity: str) -> Account | None:
        """The account with this id."""
        return self._ids.get(identity)

    def certified(self, fingerprint: str) -> Account | None:
        """The account that a certificate logs in to."""
        return self._certified.get(fingerprint)

    def owns(self, name: str, nick: str) -> bool:
        """Whether the nickname is kept for the account of this name ("" is nobody)."""
        owner = self.owner_of(nick) if name else None
        return owner is not None and owner.name == name

    def has_nick(self, name: str, nick: str) -> bool:
        """Whether the account of this name has exactly this nickname, and not just a lookalike."""
        owner = self._owners.get(self._fold(nick)) if name else None
        if owner is None or owner.name != name:
            return False
        return nick.isascii() or nick in {owner.name, *owner.nicks}

    def has_another(self, account: Account, nick: str) -> bool:
        """Whether an account other than this one has the nickname, in whatever case."""
        owner = self._owners.get(self._fold(nick))
        return owner is not None and owner.name != account.name

    def enter(self, account: Account) -> None:
        """Add an account, or put it in place of the one with the same name."""
        self.remove(account.name)
        self._accounts[self._fold(account.name)] = account
        self._ids[account.id] = account
        for nick in (account.name, *account.nicks):
            folded = self._fold(nick)
            self._owners[folded] = account
            self._alike.add(nick, account)
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
            self._alike.remove(nick)
        for fingerprint in account.fingerprints:
            del self._certified[fingerprint]
