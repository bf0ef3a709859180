import pytest

from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capability, capability_set
from tui_chat.wire.message import Message
from tui_chat.wire.multiline_text_and_batches import combined, join_lines, split_lines, unfold

BOTH = capability_set(Capability.BATCH, Capability.MULTILINE)
LINES = [("hello", False), ("how is ", False), ("everyone?", True), ("", False)]


def test_lines_joined_are_split_again() -> None:
    assert split_lines(join_lines(LINES)) == LINES


def test_what_a_text_says_has_no_trace_of_how_it_was_sent() -> None:
    assert combined(join_lines(LINES)) == "hello\nhow is everyone?\n"


def unfolded(held: int) -> list[tuple[str, bool]]:
    tags = {"msgid": "1", "account": "al", "label": "x"}
    message = Message("PRIVMSG", ("#tea", join_lines(LINES)), "alice!al@host", tags)
    return [(str(line), timed) for line, timed in unfold(message, held)]  # type: ignore[arg-type]


def test_a_batch_for_those_who_know_it() -> None:
    source = ":alice!al@host"
    assert unfolded(BOTH) == [
        (f"@msgid=1;account=al;label=x {source} BATCH +m1 draft/multiline #tea", True),
        (f"@batch=m1 {source} PRIVMSG #tea hello", False),
        (f"@batch=m1 {source} PRIVMSG #tea :how is ", False),
        (f"@batch=m1;draft/multiline-concat {source} PRIVMSG #tea everyone?", False),
        (f"@batch=m1 {source} PRIVMSG #tea :", False),
        (f"{source} BATCH -m1", False),
    ]


@pytest.mark.parametrize("held", [NO_CAPABILITIES, Capability.MULTILINE.bit, Capability.BATCH.bit])
def test_line_by_line_for_others(held: int) -> None:
    source = ":alice!al@host"
    assert unfolded(held) == [
        (f"@msgid=1;account=al;label=x {source} PRIVMSG #tea hello", True),
        (f"@account=al {source} PRIVMSG #tea :how is ", True),
        (f"@account=al {source} PRIVMSG #tea everyone?", True),
    ]
