from collections.abc import Callable

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.settings import Limits, Settings

TAGS = ("message-tags", "batch", "echo-message", "labeled-response")
CAPS = (*TAGS, "draft/multiline")
CONCAT = "draft/multiline-concat"


def says(
    person: Person, target: str, *lines: str, tags: str = "", command: str = "PRIVMSG"
) -> None:
    person.says(f"{tags}BATCH +123 draft/multiline {target}")
    for line in lines:
        concat = f";{CONCAT}" if line.startswith("+") else ""
        person.says(f"@batch=123{concat} {command} {target} :{line.removeprefix('+')}")
    person.says("BATCH -123")


def test_the_lines_come_as_one_message_or_one_by_one(net: World) -> None:
    alice, bob = net.enter("alice", *CAPS), net.enter("bob", *CAPS)
    carol, plain = net.enter("carol", *TAGS), net.enter("plain")
    net.join("#tea", alice, bob, carol, plain)
    says(alice, "#tea", "hello", "how is ", "+everyone?", tags="@label=xyz;+reply=1 ")
    msgid = net.msgid
    source = ":alice!alice@host"
    lines = [
        f"@batch=m{msgid} {source} PRIVMSG #tea hello",
        f"@batch=m{msgid} {source} PRIVMSG #tea :how is ",
        f"@batch=m{msgid};{CONCAT} {source} PRIVMSG #tea everyone?",
        f"{source} BATCH -m{msgid}",
    ]
    opening = f"{source} BATCH +m{msgid} draft/multiline #tea"
    assert alice.hears() == [f"@msgid={msgid};+reply=1;label=xyz {opening}", *lines]
    assert bob.hears() == [f"@msgid={msgid};+reply=1 {opening}", *lines]
    assert carol.hears() == [
        f"@msgid={msgid};+reply=1 {source} PRIVMSG #tea hello",
        f"@+reply=1 {source} PRIVMSG #tea :how is ",
        f"@+reply=1 {source} PRIVMSG #tea everyone?",
    ]
    assert plain.hears() == [
        f"{source} PRIVMSG #tea hello",
        f"{source} PRIVMSG #tea :how is ",
        f"{source} PRIVMSG #tea everyone?",
    ]
    assert net.is_quiet()


def test_empty_lines_are_for_those_who_can_have_them(net: World) -> None:
    alice, bob, plain = net.enter("alice", *CAPS), net.enter("bob", *CAPS), net.enter("plain")
    net.join("#tea", alice, bob, plain)
    says(alice, "#tea", "", "one", "", "two")
    assert sum(" PRIVMSG #tea :" in line for line in bob.hears()) == 2
    assert plain.hears() == [
        ":alice!alice@host PRIVMSG #tea one",
        ":alice!alice@host PRIVMSG #tea two",
    ]


def test_several_lines_go_to_a_person_too(net: World) -> None:
    alice, bob = net.enter("alice", *CAPS), net.enter("bob")
    says(alice, "bob", "one", "two", command="NOTICE")
    assert bob.hears() == [
        ":alice!alice@host NOTICE bob one",
        ":alice!alice@host NOTICE bob two",
    ]
    assert len(alice.hears()) == 4


def test_one_line_is_a_plain_message(net: World) -> None:
    alice, bob = net.enter("alice", *CAPS), net.enter("bob", *CAPS)
    says(alice, "bob", "only", tags="@label=x ")
    assert bob.hears() == [f"@msgid={net.msgid} :alice!alice@host PRIVMSG bob only"]
    assert alice.hears() == [f"@msgid={net.msgid};label=x :alice!alice@host PRIVMSG bob only"]


def test_the_label_is_acknowledged_where_there_is_no_echo(net: World) -> None:
    held = [name for name in CAPS if name != "echo-message"]
    alice, bob = net.enter("alice", *held), net.enter("bob")
    says(alice, "bob", "one", "two", tags="@label=x ")
    assert alice.hears() == ["@label=x :tui-chat.local ACK"]
    assert len(bob.hears()) == 2


def test_a_refused_message_is_answered_once_with_its_label(net: World) -> None:
    alice = net.enter("alice", *CAPS)
    says(alice, "#none", "one", "two", tags="@label=x ")
    assert alice.hears() == ["@label=x :tui-chat.local 403 alice #none :No such channel"]


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["@batch=231 PRIVMSG #tea hi"], "MULTILINE_INVALID"),
        (["PRIVMSG #tea hi"], "MULTILINE_INVALID"),
        (["TAGMSG #tea"], "MULTILINE_INVALID"),
        (["@batch=1 TAGMSG #tea"], "MULTILINE_INVALID"),
        (["@batch=1 JOIN #x"], "MULTILINE_INVALID"),
        (["@batch=1 PRIVMSG #tea"], "MULTILINE_INVALID"),
        (["@batch=1 PRIVMSG #tea a", "@batch=1 NOTICE #tea a"], "MULTILINE_INVALID"),
        ([f"@batch=1;{CONCAT} PRIVMSG #tea a"], "MULTILINE_INVALID"),
        (["@batch=1 PRIVMSG #tea a", f"@batch=1;{CONCAT} PRIVMSG #tea :"], "MULTILINE_INVALID"),
        (["@batch=1 PRIVMSG #foo a"], "MULTILINE_INVALID_TARGET #tea #foo"),
        (["@batch=1 PRIVMSG #tea a"] * 4, "MULTILINE_MAX_LINES 3"),
        (["@batch=1 PRIVMSG #tea 01234567890"], "MULTILINE_MAX_BYTES 10"),
        (["@batch=1 PRIVMSG #tea 01234", "@batch=1 PRIVMSG #tea 01234"], "MULTILINE_MAX_BYTES 10"),
        (["BATCH +2 draft/multiline #tea"], "MULTILINE_INVALID"),
        (["@batch=1 PRIVMSG #tea :", "BATCH -1"], "MULTILINE_INVALID"),
        (["BATCH -1"], "MULTILINE_INVALID"),
    ],
)
def test_what_is_no_message_fails_once_and_nothing_of_it_is_said(
    world: Callable[[Settings], World], lines: list[str], answer: str
) -> None:
    limits = Limits(multiline_lines=3, multiline_bytes=10)
    net = world(Settings(auto_join=(), limits=limits))
    alice, _bob = net.join("#tea", net.enter("alice", *CAPS), "bob")
    alice.says("@label=x BATCH +1 draft/multiline #tea")
    for line in lines:
        alice.says(line)
    heard = alice.hears()
    assert [line.partition(" :")[2].startswith("tui-chat.local FAIL BATCH") for line in heard] == [
        True
    ]
    assert heard[0].startswith(f"@label=x :tui-chat.local FAIL BATCH {answer} :")
    alice.says("@batch=1 PRIVMSG #tea more")
    assert alice.hears() == [] or lines[-1] == "BATCH -1"
    if lines[-1] != "BATCH -1":
        assert net.is_quiet()
        alice.says("BATCH -1")
        assert net.is_quiet()


@pytest.mark.parametrize(
    "line",
    ["BATCH x", "BATCH -1", "BATCH +1", "BATCH +1 chathistory #tea", "BATCH + draft/multiline #t"],
)
def test_other_batches_cannot_be_opened_or_closed(net: World, line: str) -> None:
    alice = net.enter("alice", *CAPS)
    alice.says(line)
    (answer,) = alice.hears()
    assert answer.startswith(":tui-chat.local FAIL BATCH MULTILINE_INVALID :")


def test_other_commands_work_while_a_batch_is_open(net: World) -> None:
    alice = net.enter("alice", *CAPS)
    alice.says("BATCH +1 draft/multiline alice")
    alice.says("PING 1")
    assert alice.hears() == [":tui-chat.local PONG tui-chat.local 1"]


def test_after_a_failure_one_can_speak_again(net: World) -> None:
    alice, bob = net.join("#tea", net.enter("alice", *CAPS), "bob")
    alice.says("BATCH +1 draft/multiline #tea")
    alice.says("PRIVMSG #tea lost")
    alice.says("PRIVMSG #tea kept")
    assert bob.hears() == [":alice!alice@host PRIVMSG #tea kept"]


def test_several_lines_are_remembered_as_one_message(net: World) -> None:
    alice, _bob = net.join("#tea", net.enter("alice", *CAPS), "bob")
    says(alice, "#tea", "one", "two")
    net.settle()
    carol = net.enter("carol", "batch", "draft/chathistory", "draft/multiline", "message-tags")
    net.join("#tea", carol)
    carol.says("CHATHISTORY LATEST #tea * 10")
    heard = carol.hears()
    assert sum("draft/multiline #tea" in line for line in heard) == 1
    assert [line.split()[-1] for line in heard if " PRIVMSG " in line] == ["one", "two"]
