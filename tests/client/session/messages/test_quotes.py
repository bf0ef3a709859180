"""What a line answers, whenever that comes to be known."""

from tests.client.session.talk import Talk
from tests.client.session.told import HISTORY, live, page, said
from tui_chat.client.buffers.line import Quote
from tui_chat.client.events import LineChanged


def tea() -> Talk:
    """In #tea, with a history whose latest page was told: it ends with two answers."""
    talk = Talk.entered(
        f"{HISTORY} draft/multiline=max-bytes=4000", "CHATHISTORY=3 MSGREFTYPES=msgid"
    )
    talk.joins("#tea", "bia")
    talk.hears(
        *page(
            "#tea",
            [
                said(10, "bia", "between"),
                f"+reply=hello;{said(11, 'caio', 'and to you')}",
                f"+reply=hello;{said(12, 'dani', 'likewise')}",
            ],
        )
    )
    talk.sent()
    talk.happened()
    return talk


def replies(talk: Talk) -> list[Quote]:
    return [line.reply for line in talk.buffer("#tea").lines if line.reply is not None]


def test_an_answer_says_what_it_answers_once_that_is_loaded() -> None:
    talk = tea()
    assert replies(talk) == [Quote("hello"), Quote("hello")]
    talk.session.older(talk.buffer("#tea"))
    talk.hears(*page("#tea", [said(1, "bia", "hello")]))
    assert replies(talk) == [Quote("hello", "bia", "hello")] * 2
    changed = [each.line.text for each in talk.happened() if isinstance(each, LineChanged)]
    assert changed == ["and to you", "likewise"]


def test_an_answer_of_several_lines_does_so_too() -> None:
    talk = tea()
    talk.hears(
        "@msgid=long;+reply=hello :eva!e@h BATCH +m draft/multiline #tea",
        "@batch=m :eva!e@h PRIVMSG #tea :one",
        "@batch=m :eva!e@h PRIVMSG #tea :two",
        ":irc BATCH -m",
    )
    talk.session.older(talk.buffer("#tea"))
    talk.hears(*page("#tea", [said(1, "bia", "hello")]))
    assert talk.buffer("#tea").lines[-1].text == "one\ntwo"
    assert replies(talk)[-1] == Quote("hello", "bia", "hello")


def test_what_an_answer_of_several_lines_is_to_may_stand_with_its_first() -> None:
    talk = tea()
    talk.hears(
        live(said(20, "bia", "question")),
        "@msgid=long :eva!e@h BATCH +m draft/multiline #tea",
        "@batch=m;+reply=question :eva!e@h PRIVMSG #tea :one",
        "@batch=m :eva!e@h PRIVMSG #tea :two",
        ":irc BATCH -m",
    )
    assert replies(talk)[-1] == Quote("question", "bia", "question")


def test_what_was_missed_is_quoted_in_what_came_meanwhile() -> None:
    talk = tea()
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.enters(HISTORY, "CHATHISTORY=3 MSGREFTYPES=msgid")
    talk.hears(":ana!ana@host JOIN #tea", ":irc 366 ana #tea :End")
    talk.hears(live(f"+reply=missed;{said(30, 'bia', 'yes')}"))
    talk.hears(*page("#tea", [said(12, "dani", "likewise"), said(20, "caio", "missed")]))
    assert replies(talk)[-1] == Quote("missed", "caio", "missed")


def test_answers_to_what_never_was_fill_no_memory() -> None:
    talk = tea()
    talk.hears(*(live(f"+reply=gone{n};{said(20 + n, 'bia', f'answer{n}')}") for n in range(1500)))
    assert len(talk.buffer("#tea").unquoted) <= 1000


def answered() -> Talk:
    """In #tea; dani answers what bia said."""
    talk = Talk.entered("echo-message message-tags server-time draft/message-redaction")
    talk.joins("#tea", "bia", "dani")
    talk.hears(
        "@msgid=m1 :bia!b@host PRIVMSG #tea :the password is tea",
        "@msgid=m2;+draft/reply=m1 :dani!d@host PRIVMSG #tea :take that away",
    )
    talk.happened()
    return talk


def test_what_was_deleted_is_quoted_no_more() -> None:
    talk = answered()
    talk.hears(":bia!b@host REDACT #tea m1")
    assert [reply.text for reply in replies(talk)] == ["message deleted"]
    changed = [each.line.text for each in talk.happened() if isinstance(each, LineChanged)]
    assert changed == ["take that away", "message deleted"]


def test_what_was_changed_is_quoted_as_it_is_now() -> None:
    talk = answered()
    talk.hears("@+draft/edit=m1 :bia!b@host PRIVMSG #tea :never mind")
    assert [reply.text for reply in replies(talk)] == ["never mind"]


def test_an_edited_message_that_was_deleted_is_only_deleted() -> None:
    talk = answered()
    talk.hears("@+draft/edit=m1 :bia!b@host PRIVMSG #tea :never mind", ":bia!b@host REDACT #tea m1")
    line = talk.buffer("#tea").lines[0]
    assert (line.deleted, line.edited) == (True, False)
