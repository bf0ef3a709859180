"""What the log of a network is given, and what a client's own node answers."""

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.replicated_or_local_commands import (
    READ_ONLY,
    answer_stays,
    is_one_person,
    parts,
)
from tui_chat.server.core.users.nick_change import AskHolder
from tui_chat.wire.message import Message


def split(net: World, person: Person, line: str) -> list[tuple[str, bool]]:
    session = net.node.network.sessions[person.id]
    return [(str(part), shared) for part, shared in parts(session, Message.parse(line.encode()))]


@pytest.mark.parametrize(
    ("line", "shared"),
    [
        ("JOIN #tea", True),
        ("PRIVMSG bob hi", True),
        ("PRIVMSG #tea,bob hi", True),
        ("WHOIS bob", False),  # only reads
        ("OPER root sesame", False),  # a password
        ("JOIN", False),  # refused anyway
        ("NOSUCH x", False),
    ],
)
def test_what_changes_nothing_and_what_is_secret_stay_on_the_node(
    net: World, line: str, shared: bool
) -> None:
    assert split(net, net.enter("alice"), line) == [(line, shared)]


@pytest.mark.parametrize("params", ["", " bob", " #tea,bob :IDENTIFY sesame"])
def test_commands_that_only_read_stay_on_the_node_in_one_part(net: World, params: str) -> None:
    alice = net.enter("alice")
    assert {"PING", "WHO", "CHATHISTORY"} < READ_ONLY
    for name in READ_ONLY:
        assert split(net, alice, name + params) == [
            (str(Message.parse((name + params).encode())), False)
        ]


def test_only_commands_that_change_what_all_share_cost_the_other_nodes_anything() -> None:
    shared = {name for name, command in COMMANDS.items() if not (command.reads or command.secret)}
    assert " ".join(sorted(shared)) == (
        "ACCEPT AWAY BATCH CAP CHANSERV CHGHOST CS INVITATION INVITE JOIN KICK KILL MARKREAD "
        "METADATA MODE MONITOR NICK NICKSERV NOTICE NPC NPCA NS PART PERSISTENCE PRIVMSG QUIT "
        "REDACT REHASH RELAYMSG RENAME SCENE SETNAME TAGMSG TOPIC UBAN USER WALLOPS"
    )


@pytest.mark.parametrize(
    "line",
    [
        "NS IDENTIFY alice opensesame",
        "NICKSERV IDENTIFY alice opensesame",
        "PRIVMSG nickserv :IDENTIFY alice opensesame",
        "PRIVMSG bob,NickServ :IDENTIFY alice opensesame",
    ],
)
def test_no_password_for_a_service_is_in_the_log(net: World, line: str) -> None:
    for part, shared in split(net, net.enter("alice"), line):
        assert not shared or "opensesame" not in part or part.startswith("PRIVMSG bob ")


def test_a_message_to_people_and_a_service_comes_apart(net: World) -> None:
    found = split(net, net.enter("alice"), "PRIVMSG bob,ChanServ,#tea :INFO #tea")
    assert [part.split()[1] for part, _shared in found] == ["ChanServ", "bob,#tea"]
    assert found[-1][1]


def test_a_line_for_a_service_ends_an_open_batch_without_its_words(net: World) -> None:
    alice = net.enter("alice", "batch", "draft/multiline", "message-tags")
    alice.says("BATCH +x draft/multiline #tea")
    assert split(net, alice, "PRIVMSG NickServ :IDENTIFY alice opensesame") == [
        ("PRIVMSG NickServ *", True)
    ]
    assert split(net, alice, "@batch=x PRIVMSG #tea hi") == [("@batch=x PRIVMSG #tea hi", True)]


def test_one_person_is_neither_several_nor_a_service() -> None:
    assert is_one_person("bob")
    assert not is_one_person("bob,eva")
    assert not is_one_person("nickserv")


def test_only_answers_to_strangers_about_a_holder_stay(net: World) -> None:
    stranger, alice = net.connect(), net.enter("alice")
    asked = AskHolder("bob", ())
    network = net.node.network
    assert answer_stays(network, stranger.id, asked)
    assert answer_stays(network, alice.id, asked) is asked.reads
