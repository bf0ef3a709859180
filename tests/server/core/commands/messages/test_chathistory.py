"""CHATHISTORY, and what people see of it."""

import pytest

from tests.server.world import Person, World

CAPABILITIES = ("batch", "server-time", "message-tags", "draft/chathistory")
MINUTE = 60_000


def shown(person: Person) -> list[str]:
    """The commands and parameters of what somebody hears, the batch's frame left out."""
    lines = [line.partition(" ")[2] for line in person.hears()]
    return [line.partition(" ")[2] for line in lines if " BATCH " not in line]


def texts(person: Person) -> list[str]:
    """The last parameters."""
    return [line.rpartition(" ")[2].removeprefix(":") for line in shown(person)]


@pytest.fixture
def tea(net: World) -> list[Person]:
    """alice, who can ask, and bob, who cannot, have said m0 to m9 in turns, a minute apart."""
    alice, bob = net.enter("alice", *CAPABILITIES), net.enter("bob")
    net.join("#tea", alice, bob)
    for number in range(10):
        net.now += MINUTE
        (bob if number % 2 else alice).says(f"PRIVMSG #tea m{number}")
    net.settle()
    return [alice, bob]


def at(minute: int) -> str:
    return f"timestamp=2025-11-20T12:{minute + 1:02}:00.000Z"


def test_latest_comes_in_a_batch_with_ids_and_times(net: World, tea: list[Person]) -> None:
    alice, _ = tea
    start, one, two, end = alice.asks("CHATHISTORY LATEST #TEA * 2")
    reference = start.split()[3].removeprefix("+")
    assert start.endswith(f" :tui-chat.local BATCH +{reference} chathistory #tea")
    assert end.endswith(f" :tui-chat.local BATCH -{reference}")
    for line, nick, number in ((one, "alice", 8), (two, "bob", 9)):
        tags, said = line[1:].split(" ", 1)
        assert said == f":{nick}!{nick}@host PRIVMSG #tea m{number}"
        assert f"time=2025-11-20T12:{number + 1:02}:00.000Z" in tags.split(";")
        assert f"batch={reference}" in tags.split(";")
        assert "msgid=id" in tags
    assert net.is_quiet()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("LATEST #tea * 3", "m7 m8 m9"),
        (f"LATEST #tea {at(6)} 100", "m7 m8 m9"),
        (f"LATEST #tea {at(2)} 2", "m8 m9"),
        (f"BEFORE #tea {at(3)} 100", "m0 m1 m2"),
        (f"BEFORE #tea {at(3)} 2", "m1 m2"),
        (f"AFTER #tea {at(3)} 2", "m4 m5"),
        (f"AROUND #tea {at(5)} 3", "m4 m5 m6"),
        (f"BETWEEN #tea {at(2)} {at(6)} 2", "m3 m4"),
        (f"BETWEEN #tea {at(6)} {at(2)} 2", "m4 m5"),
        (f"AFTER #tea {at(9)} 2", ""),
    ],
)
def test_each_subcommand_gives_its_part(tea: list[Person], asked: str, found: str) -> None:
    alice, _ = tea
    alice.says(f"CHATHISTORY {asked}")
    assert texts(alice) == found.split()


def test_messages_are_named_by_their_ids_too(net: World) -> None:
    (alice,) = net.join("#tea", net.enter("alice", *CAPABILITIES))
    ids = []
    for number in range(4):
        alice.says(f"PRIVMSG #tea m{number}")
        ids.append(net.msgid)
    alice.says(f"CHATHISTORY AFTER #tea msgid={ids[1]} 10")
    assert texts(alice) == ["m2", "m3"]
    alice.says(f"CHATHISTORY BETWEEN #tea msgid={ids[3]} msgid={ids[0]} 10")
    assert texts(alice) == ["m1", "m2"]
    alice.says("CHATHISTORY AFTER #tea msgid=unknown 10")
    assert texts(alice) == []


def test_an_empty_answer_is_an_empty_batch(net: World) -> None:
    (alice,) = net.join("#tea", net.enter("alice", *CAPABILITIES))
    start, end = alice.asks("CHATHISTORY LATEST #tea * 10")
    assert " chathistory #tea" in start
    assert " BATCH -" in end


def test_a_labelled_question_has_the_label_on_its_batch(net: World) -> None:
    alice = net.enter("alice", *CAPABILITIES, "labeled-response")
    net.join("#tea", alice)
    start, end = alice.asks("@label=x CHATHISTORY LATEST #tea * 10")
    assert "label=x" in start.split()[0]
    assert " BATCH +" in start
    assert "label" not in end.split()[0]


def test_what_comes_after_a_question_is_answered_after_it(tea: list[Person]) -> None:
    alice, _ = tea
    alice.says("CHATHISTORY LATEST #tea * 1", "PING 1", "PRIVMSG #tea later")
    commands = [line.split()[2] for line in alice.asks("CHATHISTORY LATEST #tea * 1")]
    assert commands == ["BATCH", "PRIVMSG", "BATCH", "PONG", "BATCH", "PRIVMSG", "BATCH"]


def test_who_knows_no_batches_is_shown_the_lines_alone(tea: list[Person]) -> None:
    _, bob = tea
    assert bob.asks("CHATHISTORY LATEST #tea * 2") == [
        ":alice!alice@host PRIVMSG #tea m8",
        ":bob!bob@host PRIVMSG #tea m9",
    ]


def test_events_are_for_those_who_can_take_them(net: World) -> None:
    alice = net.enter("alice", *CAPABILITIES, "draft/event-playback", "extended-join")
    bob = net.enter("bob", *CAPABILITIES)
    net.join("#tea", alice, bob)
    alice.says("TOPIC #tea Assam", "MODE #tea +i")
    bob.says("PRIVMSG #tea hello", "NICK bobby")
    alice.says("KICK #tea bobby out")
    net.settle()
    alice.says("CHATHISTORY LATEST #tea * 100")
    assert shown(alice) == [
        "JOIN #tea * Alice",
        "JOIN #tea * Bob",
        "TOPIC #tea Assam",
        "MODE #tea +i",
        "PRIVMSG #tea hello",
        "NICK bobby",
        "KICK #tea bobby out",
    ]
    alice.says("MODE #tea -i")
    bob.says("JOIN #tea")
    net.settle()
    bob.says("CHATHISTORY LATEST #tea * 100")
    assert texts(bob) == ["hello"]


def test_parts_and_quits_are_kept(net: World) -> None:
    alice = net.enter("alice", *CAPABILITIES, "draft/event-playback")
    bob, carol = net.enter("bob"), net.enter("carol")
    net.join("#tea", alice, bob, carol)
    bob.says("PART #tea bye")
    carol.drops("gone")
    net.settle()
    alice.says("CHATHISTORY LATEST #tea * 2")
    assert shown(alice) == ["PART #tea bye", "QUIT gone"]


def test_somebody_typing_is_not_kept(net: World) -> None:
    alice = net.enter("alice", *CAPABILITIES, "draft/event-playback")
    net.join("#tea", alice)
    alice.says("@+typing=active TAGMSG #tea", "@+draft/react=x TAGMSG #tea")
    alice.says("CHATHISTORY LATEST #tea * 1")
    assert [line.split()[0] for line in shown(alice)] == ["TAGMSG"]
    alice.says("CHATHISTORY LATEST #tea * 2")
    assert [line.split()[0] for line in shown(alice)] == ["JOIN", "TAGMSG"]


def test_words_to_the_operators_are_not_kept_for_all(net: World) -> None:
    alice = net.enter("alice", *CAPABILITIES)
    net.join("#tea", alice)
    alice.says("PRIVMSG @#tea secret")
    net.settle()
    alice.says("CHATHISTORY LATEST #tea * 10")
    assert texts(alice) == []


def test_private_talk_is_for_the_two_who_had_it(net: World) -> None:
    alice, bob, carol = (net.enter(nick, *CAPABILITIES) for nick in ("alice", "bob", "carol"))
    alice.says("PRIVMSG bob one")
    bob.says("PRIVMSG alice two")
    carol.says("PRIVMSG bob three")
    net.settle()
    alice.says("CHATHISTORY LATEST bob * 10")
    bob.says("CHATHISTORY LATEST ALICE * 10")
    assert texts(alice) == texts(bob) == ["one", "two"]
    bob.says("NICK robert")
    alice.says("NICK alison")
    net.settle()
    alice.says("CHATHISTORY LATEST robert * 10")
    assert texts(alice) == ["one", "two"]


def test_who_takes_over_a_nickname_does_not_see_what_was_said_to_it(net: World) -> None:
    alice, bob = net.enter("alice", *CAPABILITIES), net.enter("bob", *CAPABILITIES)
    alice.says("PRIVMSG bob secret")
    bob.drops()
    net.now += 1
    impostor = net.enter("bob", *CAPABILITIES)
    net.settle()
    impostor.says("CHATHISTORY LATEST alice * 10")
    impostor.says(
        "CHATHISTORY TARGETS timestamp=2020-01-01T00:00:00.000Z "
        "timestamp=2030-01-01T00:00:00.000Z 10"
    )
    assert texts(impostor) == []


def test_talking_to_oneself_is_kept_once(net: World) -> None:
    alice = net.enter("alice", *CAPABILITIES)
    alice.says("PRIVMSG alice note")
    net.settle()
    alice.says("CHATHISTORY LATEST alice * 10")
    assert texts(alice) == ["note"]


def test_targets_are_channels_and_people_by_their_last_word(net: World) -> None:
    alice = net.enter("alice", *CAPABILITIES)
    net.enter("bob")
    net.join("#Tea", alice)
    for line in ("#tea first", "bob second"):
        net.now += MINUTE
        alice.says(f"PRIVMSG {line}")
    net.settle()
    alice.says(
        "CHATHISTORY TARGETS timestamp=2025-11-20T12:00:00.000Z "
        "timestamp=2025-11-20T13:00:00.000Z 10"
    )
    start, *lines, _ = alice.hears()
    assert start.endswith(" draft/chathistory-targets")
    assert [line.split(" ", 2)[2] for line in lines] == [
        "CHATHISTORY TARGETS #Tea 2025-11-20T12:01:00.000Z",
        "CHATHISTORY TARGETS bob 2025-11-20T12:02:00.000Z",
    ]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("FOO", "INVALID_PARAMS FOO :Unknown command"),
        ("FOO #tea * 10", "INVALID_PARAMS FOO :Unknown command"),
        ("LATEST", "INVALID_PARAMS LATEST :Insufficient parameters"),
        ("LATEST #tea 10", "INVALID_PARAMS LATEST :Insufficient parameters"),
        ("LATEST #tea * 10 10", "INVALID_PARAMS LATEST :Too many parameters"),
        ("BETWEEN #tea * 10", "INVALID_PARAMS BETWEEN :Insufficient parameters"),
        ("BEFORE #tea * 10", "INVALID_PARAMS BEFORE * :Invalid message reference"),
        ("BEFORE #tea msgid= 10", "INVALID_PARAMS BEFORE msgid= :Invalid message reference"),
        ("BEFORE #tea abc 10", "INVALID_PARAMS BEFORE abc :Invalid message reference"),
        (
            "BEFORE #tea timestamp=noon 10",
            "INVALID_PARAMS BEFORE timestamp=noon :Invalid timestamp",
        ),
        (
            "BEFORE #tea line=3 10",
            "INVALID_MSGREFTYPE BEFORE #tea line=3 :Unknown message reference type",
        ),
        ("LATEST #tea * x", "INVALID_PARAMS LATEST x :Invalid limit"),
        ("LATEST #tea * 0", "INVALID_PARAMS LATEST 0 :Invalid limit"),
        ("LATEST #tea * -1", "INVALID_PARAMS LATEST -1 :Invalid limit"),
        ("LATEST #none * 10", "INVALID_TARGET LATEST #none :Messages could not be retrieved"),
        ("LATEST #other * 10", "INVALID_TARGET LATEST #other :Messages could not be retrieved"),
        ("LATEST a,b * 10", "INVALID_TARGET LATEST a,b :Messages could not be retrieved"),
        (
            "TARGETS msgid=1 timestamp=2025-11-20T12:00:00.000Z 10",
            "INVALID_PARAMS TARGETS msgid=1 :Invalid timestamp",
        ),
    ],
)
def test_what_cannot_be_answered_is_refused(net: World, asked: str, answer: str) -> None:
    net.join("#other", "bob")
    alice = net.enter("alice", *CAPABILITIES)
    net.join("#tea", alice)
    alice.says(f"CHATHISTORY {asked}")
    assert shown(alice) == [f"FAIL CHATHISTORY {answer}"]
    assert net.is_quiet()


def test_more_than_a_page_is_not_given(net: World) -> None:
    alice = net.enter("alice", *CAPABILITIES)
    net.join("#tea", alice)
    for number in range(150):
        alice.says(f"PRIVMSG #tea m{number}")
    alice.says("CHATHISTORY LATEST #tea * 1000")
    assert texts(alice) == [f"m{number}" for number in range(50, 150)]


@pytest.mark.parametrize(
    ("asked", "is_last"),
    [
        ("LATEST #tea * 9", False),
        ("LATEST #tea * 10", True),
        (f"BEFORE #tea {at(3)} 2", False),
        (f"BEFORE #tea {at(3)} 3", True),
        (f"AFTER #tea {at(6)} 2", False),
        (f"AFTER #tea {at(6)} 3", True),
        (f"BETWEEN #tea {at(2)} {at(6)} 2", False),
        (f"BETWEEN #tea {at(6)} {at(2)} 3", True),
        ("AFTER #tea msgid=unknown 2", True),
        (f"AROUND #tea {at(5)} 3", False),
        (f"TARGETS {at(0)} {at(50)} 1", False),
        (f"TARGETS {at(0)} {at(50)} 2", True),
    ],
)
def test_the_last_page_says_that_it_is(tea: list[Person], asked: str, is_last: bool) -> None:
    alice, bob = tea
    start = alice.asks(f"CHATHISTORY {asked}")[0]
    assert ("draft/chathistory-end" in start.split()[0]) is is_last
    assert not any("chathistory-end" in line for line in bob.asks(f"CHATHISTORY {asked}"))


def test_a_page_in_the_middle_brings_its_reactions_and_edits(net: World) -> None:
    events = (*CAPABILITIES, "draft/event-playback", "echo-message")
    (alice,) = net.join("#tea", net.enter("alice", *events))
    ids = []
    for number in range(6):
        alice.says(f"PRIVMSG #tea m{number}")
        ids.append(net.msgid)
    alice.says(f"@+draft/reply={ids[1]};+draft/react=x TAGMSG #tea")
    alice.says(f"@+draft/edit={ids[1]} PRIVMSG #tea better")
    alice.says(f"@+draft/reply={ids[4]};+draft/react=x TAGMSG #tea")
    alice.hears()
    alice.says(f"CHATHISTORY BETWEEN #tea msgid={ids[0]} msgid={ids[4]} 2")
    lines = [line for line in alice.hears() if " BATCH " not in line]
    assert [line.split(" ", 2)[2] for line in lines] == [
        "PRIVMSG #tea m1",
        "TAGMSG #tea",
        "PRIVMSG #tea better",
        "PRIVMSG #tea m2",
    ]
    marked = ["draft/chathistory-context" in line.split()[0] for line in lines]
    assert marked == [False, True, True, False]


def test_nothing_is_shown_twice_as_context(net: World) -> None:
    events = (*CAPABILITIES, "draft/event-playback")
    (alice,) = net.join("#tea", net.enter("alice", *events))
    alice.says("PRIVMSG #tea m0")
    first = net.msgid
    alice.says(f"@+draft/reply={first};+draft/react=x TAGMSG #tea")
    lines = alice.asks(f"CHATHISTORY AROUND #tea msgid={first} 10")
    assert sum(" TAGMSG " in line for line in lines) == 1
    assert not any("chathistory-context" in line for line in lines)
