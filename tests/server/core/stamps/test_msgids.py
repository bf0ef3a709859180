"""Message ids."""

from tui_chat.server.core.stamps.msgids import MsgidClock, first_number, number_of, time_of

NOON = 1_763_640_000_000


def test_ids_are_places_in_the_order_of_time() -> None:
    clock = MsgidClock()
    places = [number_of(clock.next(at)) for at in (NOON, NOON, NOON + 1, NOON, NOON + 2)]
    assert places == sorted({place for place in places if place is not None})
    assert time_of(places[0] or 0) == NOON
    assert first_number(NOON) == places[0]


def test_further_messages_of_an_event_come_between_it_and_the_next() -> None:
    clock = MsgidClock()
    one, two = clock.next(NOON), clock.next(NOON)
    places = [number_of(msgid) for msgid in (one, f"{one}-2", f"{one}-200", two)]
    assert places == sorted({place for place in places if place is not None})


def test_what_is_no_id_of_ours_has_no_place() -> None:
    assert [number_of(one) for one in ("", "xyz", "12-", "12-x", "-2")] == [None] * 5


def test_several_ids_at_once_are_those_that_one_by_one_would_be() -> None:
    at_once, one_by_one = MsgidClock(), MsgidClock()
    for at, count in ((NOON, 3), (NOON, 1), (NOON + 1, 20_000), (NOON + 2, 2)):
        expected = tuple(one_by_one.next(at) for _ in range(count))
        assert at_once.several(at, count) == expected
    assert at_once.next(NOON) == one_by_one.next(NOON)
