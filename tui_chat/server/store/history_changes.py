"""Changes of the history other than new messages, as the core orders them."""

from tui_chat.server.core.effects import DropHistory, Forget, Keep, MoveHistory
from tui_chat.server.store import History, Records

Change = Keep | Forget | MoveHistory | DropHistory


def carry_out(change: Change, history: History, records: Records) -> None:
    """Make the change with the next commit."""
    match change:
        case Keep(kind, key, value):
            records.keep(kind, key, value)
        case Forget(target, msgid):
            history.forget(target, msgid)
        case MoveHistory(old, new):
            history.move(old, new)
        case DropHistory(target, since):
            history.drop(target, since)
