"""Nobody gives a message of somebody else another text."""

import pytest

from tests.client.session.talk import Talk
from tests.server.account_holders import register
from tests.server.world import Person, World
from tui_chat.server.core.settings import HistoryPolicy, Settings
from tui_chat.wire.message import Message

KNOWS = ("message-tags", "draft/chathistory", "labeled-response", "batch", "draft/multiline")
OFFER = "message-tags batch labeled-response echo-message draft/chathistory"


@pytest.fixture(params=[True, False], ids=["tick-per-line", "one-tick"])
def net(request: pytest.FixtureRequest) -> World:
    return World(settings=Settings(auto_join=()), tick_per_line=bool(request.param))


def said_by(net: World, person: Person, target: str) -> str:
    """The id of a message that a person says to somebody or in a channel."""
    person.says(f"PRIVMSG {target} :what I said")
    msgid = net.msgid
    net.settle()
    return msgid


def texts(person: Person, line: str) -> list[str]:
    person.says(line)
    heard = [Message.parse(one.encode()) for one in person.hears()]
    return [one.params[-1] for one in heard if one.command in {"PRIVMSG", "NOTICE"}]


@pytest.mark.parametrize("target", ["#tea", "@#tea", "bob"])
@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_who_takes_a_nickname_does_not_edit_what_was_said_under_it(
    net: World, command: str, target: str
) -> None:
    bob, alice = net.join("#tea", net.enter("bob", *KNOWS), net.enter("alice", *KNOWS))
    msgid = said_by(net, alice, target.lstrip("@"))
    alice.drops()
    (eve,) = net.join("#tea", net.enter("alice", *KNOWS))
    eve.says(f"@+draft/edit={msgid} {command} {target} :what I never said")
    code = "UNKNOWN_MSGID" if target == "bob" else "EDIT_FORBIDDEN"
    assert f" FAIL {command} {code} {target} {msgid} :" in eve.hears()[0]
    assert bob.hears() == []
    assert texts(bob, "CHATHISTORY LATEST #tea * 9") == ["what I said"] * (target != "bob")


def test_nor_does_anybody_else_with_one_line_or_several(net: World) -> None:
    alice, eve = net.join("#tea", net.enter("alice", *KNOWS), net.enter("eve", *KNOWS))
    msgid = said_by(net, alice, "#tea")
    eve.says(f"@+draft/edit={msgid};label=a PRIVMSG #tea :forged")
    assert eve.hears()[0].startswith("@label=a :tui-chat.local FAIL PRIVMSG EDIT_FORBIDDEN ")
    for line in ("BATCH +1 draft/multiline #tea", "@batch=1 PRIVMSG #tea :x", "BATCH -1"):
        eve.says(f"@+draft/edit={msgid} {line}" if line.startswith("BATCH +") else line)
    assert " FAIL PRIVMSG EDIT_FORBIDDEN #tea " in eve.hears()[0]
    eve.says(f"@+draft/edit={msgid} PRIVMSG #tea,alice :forged")
    assert " FAIL PRIVMSG INVALID_TARGET #tea,alice " in eve.hears()[0]
    assert alice.hears() == []


def test_nobody_edits_what_is_not_kept_any_more(net: World) -> None:
    _alice, eve = net.join("&tea", net.enter("alice", *KNOWS), net.enter("eve", *KNOWS))
    eve.says("@+draft/edit=gone PRIVMSG &tea :forged")
    assert " FAIL PRIVMSG UNKNOWN_MSGID &tea gone :" in eve.hears()[0]
    assert net.is_quiet()


@pytest.mark.parametrize("modes", ["+n", "-n"])
def test_an_outsider_learns_no_ids_of_messages(net: World, modes: str) -> None:
    (alice,) = net.join("#tea", net.enter("alice", *KNOWS))
    alice.says(f"MODE #tea {modes}")
    msgid = said_by(net, alice, "#tea")
    eve = net.enter("eve", *KNOWS)
    answers = []
    for target in ("#tea", "@#tea"):
        for each in (msgid, "no-such"):
            eve.says(f"@+draft/edit={each} PRIVMSG {target} :x")
            answers.append("".join(eve.hears()).replace(each, "ID"))
    assert answers[0] == answers[1]
    assert answers[2] == answers[3]
    assert "EDIT_FORBIDDEN" not in "".join(answers)


@pytest.mark.parametrize("target", ["#tea", "bob"])
def test_an_author_edits_also_after_coming_back(net: World, target: str) -> None:
    net.join("#tea", bob := net.enter("bob", *KNOWS))
    alice = register(net, "alice", *KNOWS)
    net.join("#tea", alice)
    msgid = said_by(net, alice, target)
    alice.says("NICK lis")
    net.settle()
    alice.says(f"@+draft/edit={msgid};label=b PRIVMSG {target} :what I meant")
    (line,) = bob.hears()
    assert f"+draft/edit={msgid}" in line
    assert line.endswith(f" PRIVMSG {target} :what I meant")
    assert texts(bob, f"CHATHISTORY LATEST {target if target == '#tea' else 'lis'} * 9") == [
        "what I said",
        "what I meant",
    ]


def test_what_a_part_of_a_channel_hears_can_be_edited(net: World) -> None:
    alice, bob = net.join("#tea", net.enter("alice", *KNOWS), net.enter("bob", *KNOWS))
    msgid = said_by(net, bob, "@#tea")
    bob.says(f"@+draft/edit={msgid} PRIVMSG @#tea :what I meant")
    assert alice.hears()[0].endswith(" PRIVMSG @#tea :what I meant")


def test_without_a_history_edits_are_passed_on() -> None:
    settings = Settings(auto_join=(), history=HistoryPolicy(kept=False))
    net = World(settings=settings, tick_per_line=True)
    alice, bob = net.join("#tea", net.enter("alice", *KNOWS), net.enter("bob", *KNOWS))
    msgid = said_by(net, alice, "#tea")
    alice.says(f"@+draft/edit={msgid} PRIVMSG #tea :what I meant")
    assert bob.hears()[0].endswith(" PRIVMSG #tea :what I meant")


@pytest.mark.parametrize("way", ["live", "history"])
def test_our_client_believes_no_other_server_either(way: str) -> None:
    talk = Talk()
    talk.enters(OFFER)
    talk.joins("#tea", "bia")
    lines = [
        "@msgid=m1 :bia!b@h PRIVMSG #tea :what I said",
        "@msgid=m2;+draft/edit=m1 :bia!evil@x PRIVMSG #tea :what I never said",
        "@msgid=m3;+draft/edit=m1 :bia!b@h PRIVMSG #tea :what I meant",
    ]
    if way == "history":
        talk.hears("BATCH +1 chathistory #tea", *(f"@batch=1;{each[1:]}" for each in lines))
        talk.hears("BATCH -1")
    else:
        talk.hears(*lines)
    said = [text for text in talk.shows("#tea") if text.startswith("<")]
    assert said == ["<bia> what I meant", "<bia> what I never said"]


def test_nobody_edits_our_own_words_under_our_former_nickname() -> None:
    talk = Talk()
    talk.enters(OFFER)
    talk.joins("#tea", "bia")
    talk.session.say(talk.buffer("#tea"), "what I said", talk.at)
    (sent,) = [line for line in talk.sent() if "PRIVMSG" in line]
    label = sent.split("label=")[1].split()[0]
    talk.hears(f"@label={label};msgid=m1 :ana!a@h PRIVMSG #tea :what I said")
    talk.hears(":ana!a@h NICK lis", "@+draft/edit=m1 :ana!evil@x PRIVMSG #tea :forged")
    assert "<ana> what I said" in talk.shows("#tea")
