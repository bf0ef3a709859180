import pytest

from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.session.messages.message_splitting import budget, pieces_of, plain_pieces


def pieces(talk: Talk, text: str, kind: LineKind = LineKind.MESSAGE) -> list[str]:
    return pieces_of(talk.session._state, "#tea", text, kind)


def test_each_line_is_a_piece_where_the_server_knows_no_other_way(tea: Talk) -> None:
    assert pieces(tea, "one\n\n  \ntwo\n") == ["one", "two"]


def test_with_many_lines_in_a_message_the_text_stays_whole(tea: Talk) -> None:
    tea.session._state.multiline = (4_096, 24)
    assert pieces(tea, "\n\none\n\n  two\n\n") == ["one\n\n  two"]
    assert pieces(tea, "\n \n") == []
    assert pieces(tea, "one\ntwo", LineKind.ACTION) == ["one", "two"]


@pytest.mark.parametrize("most_bytes", [150, 2_000])
@pytest.mark.parametrize(
    "text", ["x" * 9_000, "é" * 5_000, "\n".join("abc" * 5 for _ in range(99))]
)
def test_no_piece_is_past_the_limits(tea: Talk, text: str, most_bytes: int) -> None:
    state = tea.session._state
    state.multiline = (most_bytes, 12)
    told = pieces(tea, text)
    assert len(told) > 1
    for piece in told:
        assert len(piece.encode()) <= most_bytes
        assert len(plain_pieces(state, "#tea", [piece], LineKind.MESSAGE)) <= 12
    assert "".join(told).replace("\n", "") == text.replace("\n", "")


def test_an_action_needs_room_for_its_frame(tea: Talk) -> None:
    state = tea.session._state
    assert budget(state, "#tea") - budget(state, "#tea", LineKind.ACTION) == 9
