"""What both sides of SCRAM compute."""

import pytest

from tui_chat.wire import scram_primitives


@pytest.mark.parametrize(
    ("password", "what_is_hashed"),
    [
        # RFC 4013, section 3.
        ("I\u00adX", "IX"),
        ("user", "user"),
        ("USER", "USER"),
        ("\u00aa", "a"),
        ("\u2168", "IX"),
        # Spaces of other scripts are spaces; what is composed and what is not are the same.
        ("a\u3000b", "a b"),
        ("e\u0301", "é"),
        ("\u0627\u0628", "\u0627\u0628"),
    ],
)
def test_a_password_is_prepared(password: str, what_is_hashed: str) -> None:
    assert scram_primitives.prepared(password) == what_is_hashed


@pytest.mark.parametrize(
    "password",
    ["\u0007", "\u0627\u0031", "\u0627a\u0628", "\ue000", "\ufffd", "\U000e0001", "🧞", "\u2094"],
)
def test_a_password_that_is_forbidden_has_no_keys(password: str) -> None:
    with pytest.raises(scram_primitives.ForbiddenPasswordError):
        scram_primitives.make_keys(password, b"salt", 4096)
