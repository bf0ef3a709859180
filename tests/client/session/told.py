"""Pages of a server's history, as its lines come."""

from collections.abc import Sequence

from tests.client.session.talk import NOON, Talk
from tui_chat.wire.timestamps import format_time

HISTORY = "batch draft/chathistory draft/event-playback echo-message message-tags server-time"


def moment(seconds: float) -> str:
    return format_time(round((NOON + seconds) * 1000))


def said(seconds: float, nick: str, text: str, target: str = "#tea") -> str:
    """A message of the history; its msgid is its text without spaces."""
    msgid = text.replace(" ", "")
    return f"time={moment(seconds)};msgid={msgid} :{nick}!{nick}@host PRIVMSG {target} :{text}"


def page(target: str, lines: Sequence[str], opening: str = "") -> list[str]:
    told = [f"@batch=h;{line}" for line in lines]
    return [f"{opening}:irc BATCH +h chathistory {target}", *told, ":irc BATCH -h"]


def live(line: str) -> str:
    return f"@{line}"


def with_history(isupport: str = "CHATHISTORY=100 MSGREFTYPES=msgid,timestamp") -> Talk:
    """In, on a server that keeps what is said."""
    return Talk.entered(HISTORY, isupport)


def tea_with_history() -> Talk:
    """In #tea there, where bia has just said "one"."""
    talk = with_history()
    talk.joins("#tea", "bia")
    talk.hears(*page("#tea", []), live(said(0.5, "bia", "one")))
    talk.sent()
    talk.happened()
    return talk


def comes_back(talk: Talk) -> list[str]:
    """Lost and back in #tea; gives what is asked of the history of #tea."""
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.enters(HISTORY, "CHATHISTORY=100 MSGREFTYPES=msgid,timestamp")
    talk.hears(":ana!ana@host JOIN #tea", ":irc 366 ana #tea :End")
    return [line for line in talk.sent() if line.startswith("CHATHISTORY")]


def loses(talk: Talk) -> None:
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.sent()


def words(talk: Talk) -> list[str]:
    """The messages that were sent."""
    return [line for line in talk.sent() if line.startswith("PRIVMSG")]
