"""A server that runs in this program: how others come."""

import pytest

from tui_chat.client.connect.join_instructions import Invitation, words

HERE = "tui-chat connect 127.0.0.1 6667"
THERE = "tui-chat connect 192.0.2.5 6667"


@pytest.mark.parametrize(
    ("invitation", "paragraphs"),
    [
        (Invitation(()), ["This computer has no network address: others cannot join yet."]),
        (
            Invitation((HERE,)),
            [
                f"Others on this computer can join with:\n{HERE}",
                "Only this computer can join. To let others in:\n/share",
            ],
        ),
        (
            Invitation((THERE, HERE), "sesame", is_open=True),
            [f"Others can join with:\n{THERE}\n{HERE}\nPassword: sesame"],
        ),
    ],
)
def test_the_invitation_says_what_others_must_do(
    invitation: Invitation, paragraphs: list[str]
) -> None:
    assert words(invitation) == paragraphs
