"""Orders of the core to a store."""

from tests.server.store.talk import msgid, read, say
from tui_chat.server.core.effects import DropHistory, Forget, Keep, MoveHistory
from tui_chat.server.core.events import Millis
from tui_chat.server.store.history_changes import Change, carry_out
from tui_chat.server.store.memory_history_and_records import MemoryHistory, MemoryRecords


def test_each_order_is_carried_out() -> None:
    history, records = MemoryHistory(), MemoryRecords()
    for number in (1, 2):
        say(history, number)
    say(history, 3, target="#old")
    orders: tuple[Change, ...] = (
        Forget("#tea", msgid(1)),
        MoveHistory("#tea", "#coffee"),
        DropHistory("#old", Millis(5)),
        Keep("account", "alice", {"n": 1}),
    )
    for order in orders:
        carry_out(order, history, records)
    assert read(history, target="#coffee") == ["2"]
    assert read(history, target="#old") == read(history) == []
    assert list(records.all()) == [("account", "alice", {"n": 1})]
