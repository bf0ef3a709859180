"""Memory has an end, and those who read least are the first to feel it."""

from tui_chat.server.limits.total_sendq_limit import end_slowest_readers


class Reader:
    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        self.is_gone = False

    def end_slow_reader(self) -> None:
        self.is_gone = True


def gone(waiting: list[int], most: int) -> list[int]:
    readers = [Reader(each) for each in waiting]
    given_up = end_slowest_readers(readers, most)
    left = [reader.waiting for reader in readers if reader.is_gone]
    assert given_up == len(left)
    return left


def test_within_the_limit_nobody_is_given_up() -> None:
    assert gone([10, 20, 30], 60) == []


def test_above_it_those_who_read_least_go_until_the_rest_fits() -> None:
    assert gone([10, 50, 30, 0, 40], 80) == [50]
    assert gone([10, 50, 30, 0, 40], 79) == [50, 40]


def test_readers_who_are_alike_can_be_told_apart() -> None:
    assert len(gone([10] * 10, 75)) == 3
