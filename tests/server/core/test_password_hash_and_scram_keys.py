"""What is kept of a password is read again as it was written, also where SCRAM has no keys."""

import msgspec
import pytest

from tui_chat.server.core.password_hash_and_scram_keys import ScramKeys, Secrets


@pytest.mark.parametrize("scram", [None, ScramKeys("c2FsdA==", "c3RvcmVk", "c2VydmVy", 4096)])
def test_secrets_are_plain_data_and_back(scram: ScramKeys | None) -> None:
    secrets = Secrets("$argon2id$x", scram)
    assert msgspec.convert(msgspec.to_builtins(secrets), Secrets) == secrets


def test_keys_that_lack_something_are_not_taken() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"hash": "$argon2id$x", "scram": {"salt": "c2FsdA=="}}, Secrets)
