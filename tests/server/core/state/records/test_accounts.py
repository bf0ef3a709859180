from tests.server.world import CHEAP_PASSWORDS
from tui_chat.server.core.accounts.account_persistence import changed
from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.records.accounts import Account, Accounts
from tui_chat.server.core.state.state_digest import attributes
from tui_chat.wire.names import Casemapping

ANA = Account("Ana", CHEAP_PASSWORDS.secrets("x"), Millis(0), nicks=("Anita",), fingerprints=("f",))
fold = Casemapping.ASCII.folding


def test_an_account_is_found_by_name_nickname_and_certificate() -> None:
    accounts = Accounts(fold)
    accounts.enter(ANA)
    assert accounts.find("ANA") is ANA
    assert accounts.owner_of(fold("anita")) is accounts.owner_of(fold("ana")) is ANA
    assert accounts.certified("f") is ANA
    assert accounts.owns("Ana", fold("anita"))
    assert not accounts.owns("", fold("nobody"))
    assert list(accounts) == [ANA]


def test_what_has_changed_takes_the_place_of_what_was() -> None:
    accounts = Accounts(fold)
    accounts.enter(ANA)
    accounts.enter(changed(ANA, nicks=("Aninha",), fingerprints=()))
    assert accounts.owner_of(fold("anita")) is None
    assert accounts.owner_of(fold("aninha")) is not None
    assert accounts.certified("f") is None
    assert len(accounts) == 1


def test_an_account_that_is_removed_leaves_nothing() -> None:
    accounts = Accounts(fold)
    accounts.enter(ANA)
    accounts.remove("ana")
    accounts.remove("ana")
    assert accounts.owner_of(fold("ana")) is accounts.certified("f") is None
    assert attributes(accounts) == attributes(Accounts(fold))
