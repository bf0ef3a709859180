"""Whether and when a link tries again; with real connections in `test_reconnecting_link.py`."""

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.connect import retry_policy
from tui_chat.client.connect.retry_policy import RetryPolicy, backoff


@pytest.fixture
def talk() -> Talk:
    """A session that a server has let in."""
    return Talk.entered()


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait has as many seconds as there were attempts."""
    monkeypatch.setattr(retry_policy, "backoff", float)


def failed_after(policy: RetryPolicy, seconds: float = 0.0, *, ended: bool = False) -> float | None:
    policy.next_attempt()
    policy.opened(100.0)
    return policy.wait(100.0 + seconds, ended=ended, is_reached=True)


def test_waits_grow_to_a_minute() -> None:
    waits = [backoff(attempt) for attempt in range(12)]
    expected = [1, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert all(0.75 * e <= w <= 1.25 * e for w, e in zip(waits, expected, strict=True))


def test_a_server_that_never_let_us_in_is_not_tried_again() -> None:
    assert failed_after(RetryPolicy(Talk().session, None)) is None


def test_the_waits_begin_afresh_after_a_connection_that_lasted(talk: Talk) -> None:
    policy = RetryPolicy(talk.session, None)
    assert [failed_after(policy), failed_after(policy), failed_after(policy)] == [1.0, 2.0, 3.0]
    assert failed_after(policy, 60.0) == 0.0
    assert policy.next_attempt() == 1


def test_a_link_that_ended_stays_ended(talk: Talk) -> None:
    assert failed_after(RetryPolicy(talk.session, None), ended=True) is None


def test_a_server_that_dismisses_a_newcomer_has_one_more_chance_each_time_we_start_over() -> None:
    talk = Talk()
    talk.connects()
    talk.hears("ERROR :Closing Link: ana (Restarting)")
    policy = RetryPolicy(talk.session, None)
    assert [failed_after(policy), failed_after(policy)] == [1.0, None]
    policy.start_over()
    assert failed_after(policy) == 1.0
