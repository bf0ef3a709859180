"""What the server is told of a person is what the person said of themselves."""

import pytest

from tests.client.session.talk import Talk


@pytest.mark.parametrize(
    ("profile", "line"),
    [
        ({}, "USER ana 0 * ana"),
        ({"username": "a", "realname": "Ana Clara"}, "USER a 0 * :Ana Clara"),
        ({"password": "sesame"}, "PASS sesame"),
    ],
)
def test_who_we_are_is_told_while_getting_in(profile: dict[str, str], line: str) -> None:
    talk = Talk(**profile)
    talk.session.connected(trusted=True)
    assert line in talk.answers(":irc CAP * LS :")


def test_where_we_want_to_go_is_gone_to_once_we_are_in() -> None:
    talk = Talk(channels=("#tea", "#milk"))
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    assert "JOIN #tea,#milk" in talk.sent()
