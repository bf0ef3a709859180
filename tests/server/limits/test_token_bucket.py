import math

from hypothesis import given
from hypothesis import strategies as st

from tui_chat.server.limits.token_bucket import Rate, TokenBucket


def test_a_burst_is_let_through_at_once() -> None:
    bucket = TokenBucket(Rate(burst=3, per_second=1), now=0)
    assert [bucket.take(0) for _ in range(3)] == [0, 0, 0]
    assert bucket.take(0) == 1


def test_the_wait_is_until_there_is_a_token() -> None:
    bucket = TokenBucket(Rate(burst=1, per_second=4), now=10)
    bucket.take(10)
    assert bucket.take(10) == 0.25
    assert bucket.take(10.125) == 0.125
    assert bucket.take(10.25) == 0


def test_silence_saves_up_no_more_than_a_burst() -> None:
    bucket = TokenBucket(Rate(burst=2, per_second=1), now=0)
    assert [bucket.take(1000) > 0 for _ in range(3)] == [False, False, True]


def test_a_rate_of_zero_is_no_limit() -> None:
    bucket = TokenBucket(Rate(burst=1, per_second=0), now=0)
    assert not any(bucket.take(0) for _ in range(1000))


@given(st.floats(1, 1e6), st.floats(0.01, 1000))
def test_who_waits_as_long_as_told_finds_a_token(start: float, per_second: float) -> None:
    bucket = TokenBucket(Rate(burst=1, per_second=per_second), now=start)
    bucket.take(start)
    wait = bucket.take(start)
    assert bucket.take(start + wait) == 0


@given(
    st.lists(st.floats(0, 10), max_size=200),
    st.integers(1, 20),
    st.floats(0.5, 100),
)
def test_never_more_than_a_burst_and_the_rate(
    pauses: list[float], burst: int, per_second: float
) -> None:
    bucket = TokenBucket(Rate(burst, per_second), now=0)
    now = 0.0
    taken = 0
    for pause in pauses:
        now += pause
        taken += not bucket.take(now)
    assert taken <= burst + math.ceil(now * per_second * 1.0001)


def test_a_bucket_is_full_again_after_a_while() -> None:
    bucket = TokenBucket(Rate(burst=2, per_second=1), now=0)
    assert bucket.is_full(0)
    bucket.take(0)
    assert not bucket.is_full(0.5)
    assert bucket.is_full(1)


def test_who_says_little_is_modest_and_who_is_new_has_not_shown_it() -> None:
    bucket = TokenBucket(Rate(burst=40, per_second=8), now=0)
    assert not bucket.is_modest(0)
    for second in range(2, 100, 2):
        assert bucket.is_modest(second)
        bucket.take(second)


def test_who_says_as_much_as_is_allowed_is_not_modest_until_a_while_after() -> None:
    bucket = TokenBucket(Rate(burst=40, per_second=8), now=0)
    for eighth in range(800):
        bucket.take(eighth / 8)
    assert not bucket.is_modest(100)
    assert bucket.is_modest(102)


def test_what_is_dear_is_as_good_as_many_lines_and_delays_nobody_within_the_rate() -> None:
    bucket = TokenBucket(Rate(burst=40, per_second=8), now=0)
    assert bucket.is_modest(100)
    bucket.charge(1000)
    assert not bucket.is_modest(100)
    assert bucket.take(100) == 0
    assert not bucket.is_modest(110)
    assert bucket.is_modest(113)
