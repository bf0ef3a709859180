"""Who says much waits longer while there is more to do than can be done."""

import math

from tui_chat.server.limits import Rate, TokenBucket
from tui_chat.server.pressure import LONG, MOST, MUCH, TOO_MUCH, Pressure

RATE = Rate(burst=40, per_second=8)


def pressed(times: int = 3) -> Pressure:
    pressure = Pressure()
    for _ in range(times):
        pressure.note(2 * LONG, now=100.0)
    return pressure


def test_short_ticks_press_nobody() -> None:
    pressure = Pressure()
    pressure.note(LONG / 2, now=1.0)
    assert pressure.at(1.0) == 1.0


def test_long_ticks_press_more_and_more_up_to_a_limit() -> None:
    assert 1.0 < pressed(2).at(100.0) < pressed(3).at(100.0) < pressed(99).at(100.0) == MOST


def test_one_long_tick_alone_is_a_hiccup_that_presses_nobody() -> None:
    pressure = Pressure()
    for second in (1.0, 2.0, 3.0):
        pressure.note(100 * LONG, now=10 * second)
        assert pressure.at(10 * second) == 1.0


def test_it_passes() -> None:
    pressure = pressed()
    assert pressure.at(100.0) > pressure.at(101.0) > pressure.at(102.0)
    assert pressure.at(160.0) == 1.0


def test_it_does_not_pass_while_a_tick_lasts() -> None:
    pressure = pressed(99)
    pressure.note(4.0, now=104.0)
    assert pressure.at(104.0) > MOST / 2


def test_very_long_ticks_press_hard_at_once() -> None:
    pressure = Pressure()
    pressure.note(100 * LONG, now=98.0)
    pressure.note(100 * LONG, now=100.0)
    assert pressure.at(100.0) == MOST


def test_nobody_is_heard_for_a_moment_when_all_is_too_much() -> None:
    bucket = TokenBucket(RATE, 0.0)
    assert 0 < bucket.take(0.0, math.inf) < 0.1
    assert bucket.take(0.0) == 0.0


def test_who_says_little_does_not_notice() -> None:
    bucket = TokenBucket(RATE, 0.0)
    assert all(bucket.take(2.0 * number, MOST) == 0 for number in range(100))


def test_who_says_much_is_slowed_down_before_the_burst_is_used_up() -> None:
    bucket = TokenBucket(RATE, 0.0)
    said = 0
    while not (wait := bucket.take(0.0, 10.0)):
        said += 1
    assert said == RATE.per_second / 2
    assert 0 < wait < 1
    in_full = 10.0 / RATE.per_second
    assert bucket.take(wait, 10.0) > 0.0
    assert bucket.take(in_full, 10.0) == 0.0
    assert bucket.take(in_full, 10.0) > 0.0


def test_who_waits_is_heard_as_soon_as_there_is_no_need_any_more() -> None:
    bucket = TokenBucket(RATE, 0.0)
    while not (wait := bucket.take(0.0, MOST)):
        pass
    assert wait < 0.5
    assert bucket.take(wait) == 0.0


def test_without_pressure_the_whole_burst_is_there() -> None:
    bucket = TokenBucket(RATE, 0.0)
    assert sum(bucket.take(0.0) == 0.0 for _ in range(100)) == RATE.burst


def test_a_tick_that_has_much_to_write_is_known_to_be_long_before_it_ends() -> None:
    pressure = Pressure()
    assert pressure.in_tick(100.0, tick=0.0, load=0) == 1.0
    assert pressure.in_tick(100.0, tick=2 * LONG, load=0) == MOST
    assert pressure.in_tick(100.0, tick=0.0, load=2 * MUCH) == MOST
    assert pressure.in_tick(100.0, tick=0.0, load=2 * TOO_MUCH * MUCH) == math.inf
