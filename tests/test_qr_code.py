"""That they can be read was tried with a decoder; here is what must stay so for that."""

import segno

from tui_chat.qr_code import QUIET_ZONE, ansi_rows, half_block, qr_cells

TEXT = "https://192.0.2.5:6680/#" + "T" * 22


def modules(text: str) -> list[list[bool]]:
    """The rows of modules that the cells hold."""
    rows = []
    for row in qr_cells(text):
        rows += [[upper for upper, _ in row], [lower for _, lower in row]]
    return rows


def test_the_cells_are_the_code_with_its_quiet_zone() -> None:
    wanted = [list(map(bool, row)) for row in segno.make(TEXT, error="l").matrix_iter(border=4)]
    found = modules(TEXT)
    assert found[: len(wanted)] == wanted
    assert not any(map(any, found[len(wanted) :])), "an odd row is filled up with light ones"
    assert not any(map(any, found[:QUIET_ZONE]))
    assert not any(row[0] or row[QUIET_ZONE - 1] or row[-1] for row in found)


def test_an_invitation_fits_a_usual_terminal() -> None:
    cells = qr_cells(TEXT)
    assert (len(cells[0]), len(cells)) <= (41, 21)


def test_each_cell_has_both_colours() -> None:
    assert [half_block(cell) for cell in [(True, True), (False, False), (True, False)]] == [
        " ",
        " ",
        "▀",
    ]
    first = ansi_rows(TEXT)[0]
    assert first.startswith("\x1b[38;5;231;48;5;231m ")
    assert first.endswith("\x1b[0m")
