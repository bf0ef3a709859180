import pytest

from tui_chat.server.core.accounts.password_requests_and_checks import CheckPassword, MakeChallenge
from tui_chat.server.core.events import Request
from tui_chat.server.core.password_hash_and_scram_keys import ScramKeys, Secrets
from tui_chat.server.workers.password_hashing import Passwords
from tui_chat.wire.names import Folded

CHEAP = Passwords(cost=0)


def test_a_password_is_right_and_others_are_wrong() -> None:
    known = CHEAP.secrets("opensesame").hash
    assert CHEAP.is_right("opensesame", known)
    assert not CHEAP.is_right("Opensesame", known)


@pytest.mark.parametrize("known", ["", "nonsense", "$argon2id$v=19$nonsense"])
def test_without_a_hash_none_is_right(known: str) -> None:
    assert not CHEAP.is_right("", known)


def test_a_hash_costs_what_was_asked_for() -> None:
    assert "$m=19456,t=2,p=1$" in Passwords(cost=2).secrets("x").hash


def test_a_hash_of_another_cost_is_still_good() -> None:
    assert CHEAP.is_right("x", Passwords(cost=1).secrets("x").hash)


def test_the_same_password_is_never_kept_the_same() -> None:
    assert CHEAP.secrets("x") != CHEAP.secrets("x")


def test_a_password_that_scram_does_not_allow_has_no_keys_for_it() -> None:
    secrets = CHEAP.secrets("open🧞sesame")
    assert secrets.scram is None
    assert CHEAP.is_right("open🧞sesame", secrets.hash)


def salt(passwords: Passwords, account: str, keys: ScramKeys | None = None) -> str:
    challenge = passwords.answer(MakeChallenge(Folded(account), "n,,n=x,r=y", keys))
    return str(challenge).partition(",s=")[2].rpartition(",i=")[0]


def test_a_made_up_challenge_looks_the_same_every_time() -> None:
    keys = CHEAP.secrets("x").scram
    assert keys is not None
    assert salt(CHEAP, "nobody") == salt(CHEAP, "nobody") != salt(CHEAP, "nobodyelse")
    assert salt(CHEAP, "ana", keys) == keys.salt
    assert len(salt(CHEAP, "nobody")) == len(keys.salt)


def test_a_made_up_challenge_looks_the_same_after_a_restart() -> None:
    before, after = Passwords(cost=0, decoy_key=b"kept"), Passwords(cost=0, decoy_key=b"kept")
    assert salt(before, "nobody") == salt(after, "nobody") != salt(CHEAP, "nobody")


def test_the_keys_of_scram_are_as_strong_as_is_advised() -> None:
    keys = Passwords(cost=2).secrets("x").scram
    assert keys is not None
    assert keys.iterations == 600_000
    made_up = Passwords(cost=2).answer(MakeChallenge(Folded("nobody"), "n,,n=x,r=y", None))
    assert str(made_up).rstrip("')").endswith(",i=600000")


def test_weak_keys_are_renewed_when_the_password_is_told() -> None:
    weak, strong = CHEAP.secrets("opensesame"), Passwords(cost=1)
    renewed = strong.answer(CheckPassword(Folded("ana"), "opensesame", weak))
    assert isinstance(renewed, Secrets)
    assert renewed.hash == weak.hash
    assert renewed.scram is not None
    assert renewed.scram.iterations == 600_000
    assert strong.answer(CheckPassword(Folded("ana"), "opensesame", renewed)) is True
    assert strong.answer(CheckPassword(Folded("ana"), "wrong", weak)) is False
    assert strong.answer(CheckPassword(Folded("nobody"), "opensesame", None)) is False
    unfit = CHEAP.secrets("open🧞sesame")
    assert strong.answer(CheckPassword(Folded("ana"), "open🧞sesame", unfit)) is True


def test_other_questions_are_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        CHEAP.answer(Request())
