import tracemalloc

import pytest

from tui_chat.client.buffers.line import Line, LineKind, LineState, Quote, Reaction
from tui_chat.client.buffers.scrollback import BLOCK, LineBudget, Lines
from tui_chat.wire.text.formatting import Span, TextStyle


def line_of(number: int, text: str = "") -> Line:
    return Line(number, float(number), LineKind.MESSAGE, "ana", text or f"text {number}")


def filled(count: int, budget: LineBudget | None = None) -> Lines:
    lines = Lines(budget)
    for number in range(count):
        lines.append(line_of(lines.next_id, f"text {number}"))
    return lines


@pytest.mark.parametrize("count", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 7 * BLOCK + 3])
def test_every_line_is_found_by_index_id_and_iteration(count: int) -> None:
    lines = filled(count)
    expected = [line_of(number) for number in range(count)]
    assert len(lines) == count
    assert list(lines) == expected
    assert list(reversed(lines)) == expected[::-1]
    assert [lines[index] for index in range(count)] == expected
    assert [lines.by_id(number) for number in range(count)] == expected
    assert lines[-3:] == expected[-3:]


def test_what_is_not_there_is_not_found() -> None:
    lines = filled(3)
    assert lines.by_id(3) is None
    assert lines.by_id(-1) is None
    with pytest.raises(IndexError):
        lines[3]


def test_a_packed_line_comes_back_with_everything_it_had() -> None:
    lines = Lines()
    span = Span(0, 2, TextStyle(bold=True, foreground="#ff0000", background=4))
    odd = Line(
        0,
        1.5,
        LineKind.ACTION,
        "bía",
        "🍵\nchá",
        (span,),
        "m1",
        own=True,
        mention=True,
        reply=Quote("m0", "ana", "tea?"),
        reactions=(Reaction("👍", ("ana", "bia")),),
    )
    lines.append(odd)
    for number in range(1, 3 * BLOCK):
        lines.append(line_of(number))
    assert lines[0] == odd
    assert lines[0].spans[0].style.bold


@pytest.mark.parametrize("line_id", [0, BLOCK + 5, 4 * BLOCK - 1, 4 * BLOCK + 1])
def test_a_line_is_replaced_wherever_it_stands(line_id: int) -> None:
    lines = filled(4 * BLOCK + 2)
    changed = Line(line_id, 0.0, LineKind.MESSAGE, "ana", "changed", state=LineState.FAILED)
    assert lines.replace(changed)
    list(lines)  # other blocks push it out of what is remembered
    assert lines[line_id] == changed
    assert not lines.replace(line_of(99_999))


def test_the_oldest_lines_go_when_there_is_no_room() -> None:
    lines = filled(20 * BLOCK, LineBudget(100_000))
    assert lines.first_id > 0
    assert lines.first_id % BLOCK == 0
    assert lines.next_id == 20 * BLOCK
    assert lines[0].id == lines.first_id
    assert lines.by_id(0) is None


def test_clearing_gives_the_room_back_and_ids_go_on() -> None:
    budget = LineBudget(1_000_000)
    lines = filled(10 * BLOCK, budget)
    assert budget.left < 1_000_000
    lines.clear()
    assert budget.left == 1_000_000
    assert (len(lines), lines.first_id, lines.next_id) == (0, 10 * BLOCK, 10 * BLOCK)


def test_lines_take_little_memory() -> None:
    tracemalloc.start()
    try:
        lines = Lines()
        for number in range(50_000):
            lines.append(
                Line(number, 1.8e9 + number, LineKind.MESSAGE, f"nick{number % 50}",
                     f"a message of an ordinary length, number {number}", msgid=f"{number:026}")
            )  # fmt: skip
        size, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size / len(lines) < 150


@pytest.mark.parametrize("here", [0, 3, BLOCK, 2 * BLOCK + 1, 5 * BLOCK + 7])
@pytest.mark.parametrize("pages", [[1], [100, 100, 100], [BLOCK], [BLOCK + 1, 2 * BLOCK, 5]])
def test_older_lines_go_in_front_and_ids_stay(here: int, pages: list[int]) -> None:
    budget = LineBudget()
    lines = filled(here, budget)
    oldest = 0
    for page in pages:
        lines.prepend([line_of(7, f"text {oldest - page + n}") for n in range(page)])
        oldest -= page
    numbers = list(range(oldest, here))
    assert [(line.id, line.text) for line in lines] == [(n, f"text {n}") for n in numbers]
    assert [lines[index].id for index in range(len(lines))] == numbers
    assert (lines.first_id, lines.next_id) == (oldest, here)
    for number in range(here, here + 2 * BLOCK):
        lines.append(line_of(number))
    assert [lines.by_id(n).text for n in range(oldest, here + 2 * BLOCK)] == [  # type: ignore[union-attr]
        f"text {n}" for n in range(oldest, here + 2 * BLOCK)
    ]
    changed = line_of(oldest, "changed")
    assert lines.replace(changed)
    assert lines[0] == changed
    lines.clear()
    assert budget.left == LineBudget().left


@pytest.mark.parametrize("count", [5, BLOCK, 3 * BLOCK, 3 * BLOCK + 9])
@pytest.mark.parametrize("older", [0, 40])
@pytest.mark.parametrize("kept", [0, 1, BLOCK, 2 * BLOCK + 3])
def test_the_latest_lines_can_be_taken_back(count: int, older: int, kept: int) -> None:
    lines = filled(count)
    lines.prepend([line_of(0)] * older)
    every = list(lines)
    taken = lines.cut(lines.first_id + kept)
    assert list(lines) == every[:kept]
    assert taken == every[kept:]
    for line in taken:
        lines.append(line)
    assert list(lines) == every
    assert [lines[index] for index in range(len(lines))] == every


def test_short_blocks_at_the_front_are_dropped_like_others() -> None:
    lines = filled(4 * BLOCK, LineBudget(70_000))
    lines.prepend([line_of(0)] * 10)
    while lines.first_id < 0:
        lines.append(line_of(lines.next_id))
    assert lines.first_id % BLOCK == 0
    assert [line.id for line in lines] == list(range(lines.first_id, lines.next_id))


@pytest.mark.parametrize("wanted", [0, BLOCK, 4 * BLOCK])
def test_a_line_is_found_by_its_msgid(wanted: int) -> None:
    lines = Lines()
    for number in range(4 * BLOCK + 1):
        lines.append(Line(number, 0.0, LineKind.MESSAGE, msgid=f"m{number:05}"))
    found = lines.find(f"m{wanted:05}")
    assert found is not None
    assert found.id == wanted
    assert lines.find("m99999") is None


def test_what_was_read_before_clearing_is_not_shown_in_place_of_new_lines() -> None:
    lines = filled(3 * BLOCK)
    assert lines[0].text == "text 0"
    lines.clear()
    for number in range(3 * BLOCK):
        lines.append(line_of(lines.next_id, f"new {number}"))
    assert lines[0].text == "new 0"


def test_a_budget_that_is_used_to_the_last_byte_drops_nothing() -> None:
    sized = LineBudget()
    filled(3 * BLOCK, sized)
    packed = LineBudget().left - sized.left
    assert filled(3 * BLOCK, LineBudget(packed)).first_id == 0
    assert filled(3 * BLOCK, LineBudget(packed - 1)).first_id == BLOCK


def test_lines_that_are_not_packed_fill_their_budget_to_the_last_byte() -> None:
    sized = LineBudget()
    filled(8, sized)
    loose = LineBudget().loose - sized.loose
    assert len(filled(8, LineBudget(loose=loose))) == 8
    tight = LineBudget(loose=loose - 1)
    lines = filled(8, tight)
    assert [line.text for line in lines] == [f"text {number}" for number in range(4, 8)]
    assert lines.next_id == 8
    used = LineBudget()
    filled(4, used)
    assert tight.loose == loose - 1 - (LineBudget().loose - used.loose)


def test_a_block_has_room_until_the_budget_is_used_up() -> None:
    assert Lines(LineBudget(1)).has_room
    assert not Lines(LineBudget(0)).has_room


@pytest.mark.parametrize(("tricks", "is_found"), [(4, True), (5, False)])
def test_a_msgid_in_texts_does_not_have_many_blocks_unpacked(tricks: int, is_found: bool) -> None:
    lines = Lines()
    lines.append(Line(0, 0.0, LineKind.MESSAGE, msgid="wanted"))
    while len(lines) < (tricks + 3) * BLOCK:
        block = len(lines) // BLOCK
        text = "wanted" if 1 <= block < tricks else "text"
        lines.append(line_of(len(lines), text))
    assert (lines.find("wanted") is not None) is is_found


def test_a_changed_line_of_an_old_block_stays_changed() -> None:
    lines = filled(8 * BLOCK)
    changed = line_of(3, "changed")
    assert lines.replace(changed)
    for number in range(4, 8):
        assert lines[number * BLOCK].text == f"text {number * BLOCK}"
    assert lines[BLOCK].id == BLOCK
    assert lines[2 * BLOCK].id == 2 * BLOCK
    assert lines[3 * BLOCK].id == 3 * BLOCK
    assert lines[3] == changed
