"""What the history tells stands there as if it had been heard, and nothing happens again."""

from tests.client.session.talk import Talk
from tests.client.session.told import moment, page, said
from tui_chat.client.buffers.line import LineKind, LineState


def test_what_people_did_is_told_in_the_same_words_as_when_it_happens(kept_talk: Talk) -> None:
    events = [
        "JOIN #tea", "PART #tea :bye", "QUIT :Ping timeout: 60 s", "NICK :caia",
        "TOPIC #tea :Assam", "KICK #tea dani :enough", "MODE #tea +tm", "KICK #tea ana :out",
    ]  # fmt: skip
    lines = [f"time={moment(n)};msgid=e{n} :caio!c@h {event}" for n, event in enumerate(events)]
    lines.append(f"time={moment(50)};msgid=own :ana!a@h JOIN #tea")
    kept_talk.hears(":ana!ana@host JOIN #tea", *page("#tea", lines))
    assert kept_talk.shows("#tea") == [
        "caio joined",
        "caio left: bye",
        "caio disconnected (Ping timeout: 60 s)",
        "caio is now caia",
        "caio set the topic: Assam",
        "caio kicked dani: enough",
        "caio allowed only operators to set the topic",
        "caio made the channel moderated (voiced people only)",
    ]
    assert kept_talk.buffer("#tea").topic == ""
    assert kept_talk.buffer("#tea").joined


def test_what_the_history_tells_by_half_is_not_shown(kept_talk: Talk) -> None:
    halves = ["PRIVMSG #tea", "NOTICE #tea", "MODE #tea", "NICK", "TAGMSG #tea"]
    lines = [f"time={moment(n)};msgid=h{n} :caio!c@h {half}" for n, half in enumerate(halves)]
    kept_talk.hears(":ana!ana@host JOIN #tea", *page("#tea", [*lines, said(9, "bia", "hello")]))
    assert kept_talk.shows("#tea") == ["<bia> hello"]


def test_reactions_edits_and_deletions_of_the_history_are_applied(kept_talk: Talk) -> None:
    kept_talk.hears(
        ":ana!ana@host JOIN #tea",
        *page(
            "#tea",
            [
                said(1, "bia", "helo"),
                f"time={moment(2)};+draft/reply=helo;+draft/react=👍 :caio!c@h TAGMSG #tea",
                f"time={moment(3)};msgid=e1;+draft/edit=helo :bia!bia@host PRIVMSG #tea :hello",
                said(4, "caio", "oops"),
                f"time={moment(5)};msgid=d1 :caio!c@h REDACT #tea oops",
            ],
        ),
    )
    first, second = kept_talk.buffer("#tea").lines
    assert (first.text, first.edited) == ("hello", True)
    assert [(each.text, each.nicks) for each in first.reactions] == [("👍", ("caio",))]
    assert (second.text, second.deleted) == ("message deleted", True)


def test_a_reply_in_the_history_knows_what_it_answers(kept_talk: Talk) -> None:
    answer = f"time={moment(2)};msgid=a;+reply=tea? :caio!c@h PRIVMSG #tea :yes"
    kept_talk.hears(":ana!ana@host JOIN #tea", *page("#tea", [said(1, "bia", "tea?"), answer]))
    reply = kept_talk.buffer("#tea").lines[1].reply
    assert reply is not None
    assert (reply.sender, reply.text) == ("bia", "tea?")


def test_own_lines_of_the_history_are_our_own(kept_talk: Talk) -> None:
    kept_talk.hears(
        ":ana!ana@host JOIN #tea", *page("#tea", [said(-1, "ana", "hello from before")])
    )
    line = kept_talk.buffer("#tea").lines[0]
    assert (line.own, line.state, line.kind) == (True, LineState.SENT, LineKind.MESSAGE)
