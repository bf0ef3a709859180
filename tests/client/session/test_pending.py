from tui_chat.client.buffers import Buffer, BufferKind
from tui_chat.client.session.pending import Awaited, Pending
from tui_chat.wire.names import Folded

TEA = Buffer("#tea", BufferKind.CHANNEL, Folded("#tea"))


def test_what_was_sent_first_is_echoed_first_where_there_are_no_labels() -> None:
    pending = Pending()
    for line_id in (1, 2):
        pending.add(Awaited("", TEA, line_id, "same"))
    found = pending.echoed("", TEA, "same")
    assert found is not None
    assert found.line_id == 1


def test_an_unknown_label_or_text_is_nobodys_echo() -> None:
    pending = Pending()
    pending.add(Awaited("7", TEA, 1, "a"))
    assert pending.echoed("8", TEA, "a") is None
    assert pending.echoed("", TEA, "b") is None
    assert pending.refused("7", None) is not None
    assert pending.give_up() == []


def test_the_oldest_is_given_up_when_there_are_too_many() -> None:
    pending = Pending()
    given_up = [pending.add(Awaited("", TEA, number, "x")) for number in range(1001)]
    assert given_up[:-1] == [None] * 1000
    assert given_up[-1] is not None
    assert given_up[-1].line_id == 0
