"""A layout agrees with the plain sum of heights, whatever was added, dropped or resized."""

from bisect import bisect_right
from itertools import accumulate

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tui_chat.client.widgets.log.row_heights import BLOCK, LogLayout, Position


class Lines:
    """Lines that know their heights, and how often they were asked."""

    def __init__(self, heights: list[int]) -> None:
        self.heights = heights
        self.measured = 0
        self.layout = LogLayout(self.measure)

    def measure(self, start: int, stop: int) -> list[int]:
        self.measured += stop - start
        return self.heights[start:stop]

    def measure_all(self) -> None:
        self.layout.measure_more(lambda: False)
        assert self.layout.measured


def lines_of(*heights: int) -> Lines:
    lines = Lines(list(heights))
    lines.layout.reset(len(heights))
    return lines


class LayoutAgreesWithPlainSums(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.lines = lines_of()
        self.layout = self.lines.layout

    heights = st.lists(st.sampled_from([0, 1, 1, 1, 2, 7]), max_size=2 * BLOCK)

    @rule(heights=heights)
    def append(self, heights: list[int]) -> None:
        self.lines.heights += heights
        self.layout.append(len(heights))

    @rule(heights=heights)
    def prepend(self, heights: list[int]) -> None:
        self.lines.heights[:0] = heights
        self.layout.prepend(len(heights))

    @rule(share=st.floats(0, 1))
    def drop_first(self, share: float) -> None:
        count = int(share * len(self.lines.heights))
        del self.lines.heights[:count]
        self.layout.drop_first(count)

    @rule(share=st.floats(0, 0.99), height=st.integers(0, 9))
    def change(self, share: float, height: int) -> None:
        if self.lines.heights:
            index = int(share * len(self.lines.heights))
            self.lines.heights[index] = height
            self.layout.remeasure(index)

    @rule(share=st.floats(0, 0.99))
    def look(self, share: float) -> None:
        if self.lines.heights:
            self.layout.measure_around(int(share * len(self.lines.heights)), 40, 40)

    @rule()
    def resize(self) -> None:
        self.layout.forget_heights()

    @rule(heights=heights)
    def begin_anew(self, heights: list[int]) -> None:
        self.lines.heights[:] = heights
        self.layout.reset(len(heights))

    @rule(blocks=st.integers(0, 3))
    def measure_some(self, blocks: int) -> None:
        answers = iter([False] * blocks)
        self.layout.measure_more(lambda: next(answers, True))

    @invariant()
    def counts_agree(self) -> None:
        assert self.layout.count == len(self.lines.heights)

    @invariant()
    def places_are_inside(self) -> None:
        for row in range(0, self.layout.rows, 97):
            assert 0 <= self.layout.position_at(row).line < self.layout.count

    def teardown(self) -> None:
        self.lines.measure_all()
        heights = self.lines.heights
        ends = list(accumulate(heights))
        assert self.layout.rows == sum(heights)
        for row in range(self.layout.rows):
            line = bisect_right(ends, row)
            place = Position(line, row - (ends[line - 1] if line else 0))
            assert self.layout.position_at(row) == place
            assert self.layout.row_of(place) == row
        for row in range(0, self.layout.rows, 50):
            expected = [self.layout.position_at(each) for each in range(row, self.layout.rows)[:9]]
            assert self.layout.positions(row, 9) == expected


TestLayoutAgreesWithPlainSums = LayoutAgreesWithPlainSums.TestCase
TestLayoutAgreesWithPlainSums.settings = settings(
    max_examples=60, stateful_step_count=12, deadline=None
)


def test_an_empty_layout_has_no_rows_and_a_first_place() -> None:
    layout = lines_of().layout
    assert (layout.rows, layout.position_at(5), layout.row_of(Position(0, 0))) == (
        0,
        Position(0, 0),
        0,
    )


def test_lines_folded_away_are_never_found() -> None:
    lines = lines_of(1, 0, 0, 2, 0, 1)
    lines.measure_all()
    assert [lines.layout.position_at(row).line for row in range(4)] == [0, 3, 3, 5]


def test_a_million_lines_are_laid_out_without_measuring_any() -> None:
    lines = Lines([1] * 1_000_000)
    lines.layout.reset(1_000_000)
    assert (lines.layout.rows, lines.measured) == (1_000_000, 0)


def test_lines_not_measured_are_taken_to_be_like_those_that_were() -> None:
    lines = lines_of(*[3] * 10 * BLOCK)
    lines.layout.measure_around(2000, above=0, below=0)
    assert (lines.layout.rows, lines.measured) == (3 * 10 * BLOCK, BLOCK)


def test_looking_at_the_end_measures_only_blocks_there() -> None:
    lines = Lines([1] * 100_000)
    lines.layout.reset(100_000)
    lines.layout.measure_around(99_999, above=50, below=0)
    assert lines.measured <= 2 * BLOCK


def test_appending_to_measured_lines_measures_only_the_new_ones() -> None:
    lines = lines_of(*[1] * 100)
    lines.measure_all()
    lines.measured = 0
    lines.heights += [2, 3]
    lines.layout.append(2)
    assert (lines.layout.rows, lines.measured) == (105, 2)


def test_a_log_that_grows_while_its_end_is_looked_at_stays_measured() -> None:
    lines = lines_of(*[1] * 10)
    for _time in range(50):
        lines.heights += [1] * 30
        lines.layout.append(30)
        lines.layout.measure_around(lines.layout.count - 1, 40, 40)
        assert lines.layout.measured


def test_measuring_stops_when_told_and_goes_on_later() -> None:
    lines = lines_of(*[2] * 10 * BLOCK)
    answers = iter([False, False, True])
    lines.layout.measure_more(lambda: next(answers))
    assert (lines.measured, lines.layout.measured) == (2 * BLOCK, False)
    lines.measure_all()
    assert lines.measured == 10 * BLOCK
