import pytest

from tui_chat.server.core.accounts.password_requests_and_checks import CheckProof
from tui_chat.server.core.events import (
    Answered,
    ClientId,
    Millis,
    Received,
    Reconfigured,
    Restored,
)
from tui_chat.server.core.password_hash_and_scram_keys import ScramKeys
from tui_chat.server.core.settings import Gateway, Operator, Settings
from tui_chat.server.recording.secret_pseudonyms import Redactor
from tui_chat.wire.message import Message
from tui_chat.wire.modes import is_key
from tui_chat.wire.names import Folded

WHO, AT = ClientId(1), Millis(2)


@pytest.fixture
def redactor() -> Redactor:
    return Redactor(b"salt", 23)


def test_equal_secrets_of_one_recording_have_equal_pseudonyms(redactor: Redactor) -> None:
    assert redactor.word("sesame") == redactor.word("sesame")
    assert redactor.word("sesame") != redactor.word("Sesame")
    assert redactor.word("sesame") != Redactor(b"pepper", 23).word("sesame")
    assert redactor.word("") == ""


@pytest.mark.parametrize("key", ["sesame", "s", "mit leerzeichen", "schlüssel", "a:b", "x" * 24])
def test_a_pseudonym_is_a_valid_key_if_the_secret_is_one(redactor: Redactor, key: str) -> None:
    assert is_key(redactor.word(key), 23) == is_key(key, 23)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("JOIN #tea sesame", 1),
        ("MODE #tea +k sesame", 2),
        ("MODE #tea +lk 5 sesame", 3),
        ("MODE #tea +ob-k bob a!*@* sesame", 4),
    ],
)
def test_a_key_is_found_where_it_stands(redactor: Redactor, said: str, place: int) -> None:
    message = Message.parse(said.encode())
    event = redactor.event(Received(WHO, AT, message, "id"))
    assert isinstance(event, Received)
    expected = list(message.params)
    expected[place] = redactor.word("sesame")
    assert event.message.params == tuple(expected)


@pytest.mark.parametrize(
    "said", ["MODE #tea +l 5", "MODE ana +k x", "TOPIC #tea :+k x", "JOIN #tea"]
)
def test_what_holds_no_key_stays(redactor: Redactor, said: str) -> None:
    event = Received(WHO, AT, Message.parse(said.encode()), "id")
    assert redactor.event(event) == event


def test_records_lose_their_secrets(redactor: Redactor) -> None:
    scram = {"salt": "a", "stored": "b", "server": "c", "iterations": 3}
    value = {"name": "ana", "secrets": {"hash": "$argon2", "scram": scram}, "key": "sesame"}
    event = redactor.event(Restored(WHO, AT, "account", "ana", value))
    assert isinstance(event, Restored)
    assert event.key == "ana"
    word = redactor.word
    hidden = {"salt": word("a"), "stored": word("b"), "server": word("c"), "iterations": 3}
    secrets = {"hash": word("$argon2"), "scram": hidden}
    assert event.value == {"name": "ana", "secrets": secrets, "key": word("sesame")}


def test_what_proves_a_password_is_hidden(redactor: Redactor) -> None:
    keys = ScramKeys("a", "b", "c", 4096)
    asked = CheckProof(Folded("ana"), "", "", "", keys)
    event = redactor.event(Answered(WHO, AT, asked, "v=proof", "id"))
    assert isinstance(event, Answered)
    assert event.answer == redactor.word("v=proof")
    word = redactor.word
    hidden = ScramKeys(word("a"), word("b"), word("c"), 4096)
    assert event.request == CheckProof(Folded("ana"), "", "", "", hidden)


def test_settings_lose_their_passwords(redactor: Redactor) -> None:
    before = Settings(
        password="sesame", operators=(Operator("root", "hash"),), gateways=(Gateway("hash"),)
    )
    event = redactor.event(Reconfigured(WHO, AT, before, "id"))
    assert isinstance(event, Reconfigured)
    assert event.settings == Settings(operators=(Operator("root", ""),), gateways=(Gateway(""),))
