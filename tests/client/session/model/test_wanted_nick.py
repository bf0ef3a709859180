from tests.client.session.talk import NOON
from tui_chat.client.session.model.wanted_nick import MOST_TRIES, WantedNick, is_made_up


def test_names_that_are_made_up_for_us_are_known() -> None:
    assert all(map(is_made_up, ["Guest4711", "42XAAAAAB", "Unknown12"]))
    assert not any(map(is_made_up, ["bob", "bob2", "ana|away", "r2d2"]))


def lost() -> WantedNick:
    wanted = WantedNick("ana")
    wanted.lost = True
    return wanted


def test_a_nickname_that_is_ours_is_not_asked_for() -> None:
    assert not WantedNick("ana").is_due(NOON)
    assert lost().is_due(NOON)


def test_each_wait_is_twice_as_long_up_to_ten_minutes() -> None:
    wanted, waits = lost(), []
    for _number in range(6):
        wanted.wait(NOON)
        waits.append(wanted.not_before - NOON)
    assert waits == [60, 120, 240, 480, 600, 600]
    assert not wanted.is_due(NOON + 599)
    assert wanted.is_due(NOON + 600)


def test_it_is_asked_for_a_few_times_on_one_connection_and_again_on_the_next() -> None:
    wanted = lost()
    wanted.tries = MOST_TRIES - 1
    assert wanted.is_due(NOON)
    wanted.tries = MOST_TRIES
    wanted.wait(NOON)
    assert not wanted.is_due(NOON + 3600)
    wanted.start_over()
    assert not wanted.is_due(NOON)
    wanted.lost = True
    assert wanted.is_due(NOON)
    wanted.wait(NOON)
    assert not wanted.is_due(NOON + 59)
    assert wanted.is_due(NOON + 60)


def test_it_is_not_asked_for_while_an_answer_is_on_its_way() -> None:
    wanted = lost()
    wanted.trying = True
    assert not wanted.is_due(NOON)
