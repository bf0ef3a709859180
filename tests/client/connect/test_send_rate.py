from tui_chat.client.connect.send_rate import BURST, MOST_ANSWERS, RESERVED, SendRate
from tui_chat.wire.message import Message


def lines(count: int, command: str = "PRIVMSG") -> list[Message]:
    return [Message(command, (str(number),)) for number in range(count)]


def test_a_few_lines_go_at_once() -> None:
    rate = SendRate()
    rate.put(lines(BURST))
    assert rate.take(100.0, freely=False) == lines(BURST)
    assert rate.wait is None


def test_more_go_one_by_one_in_order() -> None:
    rate = SendRate()
    rate.put(lines(BURST + 3))
    rate.take(100.0, freely=False)
    assert rate.wait == 1.0
    assert rate.take(100.5, freely=False) == []
    assert rate.wait == 0.5
    assert rate.take(101.0, freely=False) == [Message("PRIVMSG", (str(BURST),))]
    assert len(rate.take(109.0, freely=False)) == 2


def test_silence_earns_no_more_than_a_burst() -> None:
    rate = SendRate()
    rate.take(100.0, freely=False)
    rate.put(lines(2 * BURST))
    assert len(rate.take(9_999.0, freely=False)) == BURST


def test_a_server_that_slows_down_by_itself_gets_everything() -> None:
    rate = SendRate()
    rate.put(lines(500))
    assert len(rate.take(100.0, freely=True)) == 500


def test_signs_of_life_and_goodbyes_do_not_wait() -> None:
    rate = SendRate()
    rate.put(lines(BURST + 5))
    rate.take(100.0, freely=False)
    rate.put(lines(1, "PONG"))
    assert rate.take(100.0, freely=False) == lines(1, "PONG")


def test_signs_of_life_go_out_in_order() -> None:
    rate = SendRate()
    rate.put([*lines(1), *lines(2, "PONG")])
    assert rate.take(100.0, freely=False) == [*lines(2, "PONG"), *lines(1)]


def test_only_so_many_answers_to_the_server_wait_and_those_taken_make_room() -> None:
    rate = SendRate()
    rate.put(lines(MOST_ANSWERS + 1, "WHO"))
    taken = len(rate.take(100.0, freely=False))
    rate.put([*lines(taken + 1, "NICK"), *lines(1)])
    assert rate.clear() == [
        *lines(taken, "NICK"),
        *lines(1),
        *lines(MOST_ANSWERS, "WHO")[taken:],
    ]
    rate.put(lines(MOST_ANSWERS + 1, "WHO"))
    assert len(rate.clear()) == MOST_ANSWERS


def test_a_new_connection_may_begin_with_a_burst() -> None:
    rate = SendRate()
    rate.put(lines(BURST + 1))
    rate.take(100.0, freely=False)
    rate.clear()
    rate.put(lines(BURST + 1))
    assert len(rate.take(100.0, freely=False)) == BURST


def test_what_was_sent_without_a_limit_counts_when_there_is_one_again() -> None:
    rate = SendRate()
    rate.put(lines(500))
    rate.take(100.0, freely=True)
    rate.put(lines(2))
    assert rate.take(100.0, freely=False) == []
    assert rate.wait == 1.0
    assert rate.take(101.0, freely=False) == lines(1)


def test_what_waited_is_given_back_when_the_connection_is_gone() -> None:
    rate = SendRate()
    rate.put(lines(BURST + 2))
    rate.take(100.0, freely=False)
    assert len(rate.clear()) == 2
    assert rate.wait is None


def test_questions_about_channels_leave_room_for_what_the_person_says() -> None:
    rate = SendRate()
    questions = [*lines(BURST, "WHO"), *lines(BURST, "MODE")]
    rate.put(questions)
    assert rate.take(100.0, freely=False) == questions[: BURST - RESERVED]
    rate.put(lines(RESERVED))
    assert rate.take(100.0, freely=False) == lines(RESERVED)
    assert rate.wait == 1.0 + RESERVED
    behind = [rate.is_behind]
    rate.put(lines(1))
    assert [*behind, rate.is_behind] == [False, True]
    assert rate.wait == 1.0
    assert rate.take(101.0, freely=False) == lines(1)
    assert rate.take(103.0 + RESERVED, freely=False) == questions[BURST - RESERVED :][:2]


def test_modes_that_are_set_keep_their_place() -> None:
    rate = SendRate()
    said = [Message("MODE", ("#tea", "+o", "bia")), *lines(1)]
    rate.put(said)
    assert rate.take(100.0, freely=False) == said


def test_questions_that_waited_are_given_back_too() -> None:
    rate = SendRate()
    rate.put(lines(BURST, "WHO"))
    rate.take(100.0, freely=False)
    assert len(rate.clear()) == RESERVED
    assert rate.wait is None
