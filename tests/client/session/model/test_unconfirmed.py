from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.session.model.unconfirmed import OwnMessage, Unconfirmed
from tui_chat.wire.names import Folded

TEA = Buffer("#tea", BufferKind.CHANNEL, Folded("#tea"))
OPS = Buffer("#ops", BufferKind.CHANNEL, Folded("#ops"))


def entry(line_id: int, buffer: Buffer = TEA, *, sent: bool = True, label: str = "") -> OwnMessage:
    made = OwnMessage(buffer, line_id, LineKind.MESSAGE, f"text {line_id}")
    made.sent, made.label = sent, label
    return made


def filled(*entries: OwnMessage) -> Unconfirmed:
    outbox = Unconfirmed()
    for each in entries:
        outbox.add(each)
    return outbox


def test_entries_are_found_by_place_line_and_label() -> None:
    first, second, other = entry(1), entry(2, label="7"), entry(1, OPS)
    outbox = filled(first, second, other)
    assert outbox.of(TEA) == [first, second]
    assert outbox.showing(OPS, 1) is other
    assert outbox.showing(OPS, 2) is None
    assert outbox.labelled("7") is second
    assert outbox.first_sent(TEA) is first
    outbox.remove(first)
    assert outbox.first_sent(TEA) is second


def test_entries_follow_their_lines() -> None:
    first, other = entry(1), entry(1, OPS)
    outbox = filled(first, other)
    outbox.moved(TEA, {1: 9})
    assert (first.line_id, other.line_id) == (9, 1)


def test_what_was_sent_is_adrift_when_the_connection_is_lost() -> None:
    sent, waiting = entry(1, label="7"), entry(2, sent=False)
    outbox = filled(sent, waiting)
    outbox.lose()
    assert (sent.on_lost_connection, waiting.on_lost_connection) == (True, False)
    assert outbox.labelled("7") is None
    assert outbox.first_sent(TEA) is None


def test_a_pulse_confirms_what_was_sent_before_it() -> None:
    before, after, shown = entry(1), entry(2), entry(3)
    before.confirming_ping, after.confirming_ping = 4, 5
    assert filled(before, after, shown).confirmed_by(4) == [before]


def test_there_are_not_too_many() -> None:
    outbox = Unconfirmed()
    given_up = [outbox.add(entry(number)) for number in range(1_001)]
    assert given_up[:-1] == [None] * 1_000
    assert given_up[-1] is not None
    assert given_up[-1].line_id == 0
