"""Which connections may carry passwords."""

from itertools import product

import pytest

from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import may_say_passwords


@pytest.mark.parametrize(
    ("secured", "trusted", "may_send_us_on", "said"),
    [
        (True, False, False, True),
        (True, False, True, True),
        (False, True, False, True),
        (False, False, False, False),
        (False, True, True, False),
        (False, False, True, False),
    ],
)
def test_a_password_goes_only_where_it_may(
    *, secured: bool, trusted: bool, may_send_us_on: bool, said: bool
) -> None:
    found = may_say_passwords(secured=secured, trusted=trusted, may_send_us_on=may_send_us_on)
    assert found == said


def test_trust_never_keeps_a_password_back() -> None:
    for secured, sent_on in product((False, True), (False, True)):
        without, with_ = (
            may_say_passwords(secured=secured, trusted=trusted, may_send_us_on=sent_on)
            for trusted in (False, True)
        )
        assert with_ >= without
