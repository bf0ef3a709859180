"""What a person does reaches the server when it can, and whoever drives the session always."""

import pytest

from tests.client.session.talk import Talk


@pytest.fixture
def changes() -> list[str]:
    return []


def noting(talk: Talk, changes: list[str]) -> Talk:
    talk.session.on_change = lambda: changes.append("changed")
    return talk


def test_what_is_done_is_sent_and_told(talk: Talk, changes: list[str]) -> None:
    noting(talk, changes).session.invite("bia", "#tea")
    assert talk.sent() == ["INVITE bia #tea"]
    assert changes == ["changed"]


def test_before_a_server_took_us_in_nothing_is_sent_that_it_would_not_understand(
    changes: list[str],
) -> None:
    talk = noting(Talk(), changes)
    talk.connects()
    talk.session.kick("#tea", "bia")
    assert talk.sent() == []
    assert changes == ["changed"]
