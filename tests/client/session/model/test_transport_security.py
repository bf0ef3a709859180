"""Which passwords a connection may carry."""

from itertools import product

import pytest

from tui_chat.client.session.model.transport_security import Secret, may_be_said

ACCOUNT, SERVER = Secret.ACCOUNT_PASSWORD, Secret.SERVER_PASSWORD


@pytest.mark.parametrize(
    ("secured", "trusted", "may_send_us_on", "said"),
    [
        (True, False, False, {ACCOUNT, SERVER}),
        (True, False, True, {ACCOUNT, SERVER}),
        (False, True, False, {ACCOUNT, SERVER}),
        (False, False, False, {SERVER}),
        (False, True, True, set()),
        (False, False, True, set()),
    ],
)
def test_a_password_goes_only_where_it_may(
    *, secured: bool, trusted: bool, may_send_us_on: bool, said: set[Secret]
) -> None:
    found = {
        secret
        for secret in Secret
        if may_be_said(secret, secured=secured, trusted=trusted, may_send_us_on=may_send_us_on)
    }
    assert found == said


def test_trust_never_keeps_a_password_back() -> None:
    for secret, secured, sent_on in product(Secret, (False, True), (False, True)):
        without, with_ = (
            may_be_said(secret, secured=secured, trusted=trusted, may_send_us_on=sent_on)
            for trusted in (False, True)
        )
        assert with_ >= without
