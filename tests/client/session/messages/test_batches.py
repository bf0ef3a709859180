from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import LineState


def test_an_answer_in_a_batch_has_the_label_of_the_batch() -> None:
    talk = Talk.entered("batch echo-message labeled-response message-tags")
    bia = talk.session.talk_to("bia")
    talk.session.say(bia, "first", talk.at)
    talk.session.say(bia, "second", talk.at)
    label = talk.sent()[1].partition(" ")[0]
    talk.hears(
        f"{label} :irc BATCH +r1 labeled-response",
        "@batch=r1 :irc 301 ana bia :at lunch",
        "@batch=r1 :ana!a@h PRIVMSG bia :altered by the server",
        ":irc BATCH -r1",
    )
    assert [line.state for line in bia.lines][:2] == [LineState.PENDING, LineState.SENT]


def test_a_batch_that_is_begun_again_makes_room_for_others(talk: Talk) -> None:
    talk.hears(":ana!a@h JOIN #tea")
    for _ in range(30):
        talk.hears(":bia!b@h BATCH +r1 draft/multiline #tea")
        talk.hears(*["@batch=r1 :bia!b@h PRIVMSG #tea :" + "x" * 400] * 1000)
    assert talk.session._state.collected < 1_000_000
    talk.hears(
        ":bia!b@h BATCH +r1 draft/multiline #tea",
        "@batch=r1 :bia!b@h PRIVMSG #tea :all of it",
        ":bia!b@h BATCH -r1",
    )
    assert talk.session._state.collected == 0
    (tea,) = (buffer for buffer in talk.session.buffers if buffer.name == "#tea")
    assert tea.lines[-1].text == "all of it"


def test_batches_without_end_are_not_kept(talk: Talk) -> None:
    talk.hears(*(f":irc BATCH +r{number} netsplit" for number in range(1_000)))
    assert len(talk.session._state.batches) == 100
    talk.hears(":irc BATCH -r1", ":irc BATCH -nonsense", ":irc BATCH +")
    assert len(talk.session._state.batches) == 100
