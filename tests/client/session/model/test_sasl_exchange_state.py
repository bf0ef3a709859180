from collections.abc import Generator

import pytest

from tui_chat.client.session.model.sasl_exchange_state import Login


def exchange() -> Generator[bytes, bytes, None]:
    yield b""


@pytest.mark.parametrize(("answers", "proved"), [(0, False), (2, False), (3, True)])
def test_scram_proves_the_server_with_our_third_answer(answers: int, proved: bool) -> None:
    login = Login("SCRAM-SHA-256", exchange())
    login.answers = answers
    assert login.is_proved is proved


@pytest.mark.parametrize("mechanism", ["PLAIN", "EXTERNAL"])
def test_other_mechanisms_ask_for_no_proof(mechanism: str) -> None:
    assert Login(mechanism, exchange()).is_proved
