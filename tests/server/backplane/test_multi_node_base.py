"""Several nodes on a log that applies events later than they are submitted."""

import logging

import pytest

from tests.server.backplane.later import Log
from tests.server.backplane.pair import Pair
from tests.server.world import CHEAP_PASSWORDS, NOON, Person
from tui_chat.server.core.events import AccountOrder, Millis, Unreadable
from tui_chat.server.core.messages.history_request_types import Reading
from tui_chat.server.core.settings import Limits, Operator, Settings
from tui_chat.wire.timestamps import format_time

SETTINGS = Settings(
    auto_join=(), operators=(Operator("root", CHEAP_PASSWORDS.secrets("sesame").hash),)
)


@pytest.fixture
def pair() -> Pair:
    return Pair(SETTINGS)


@pytest.fixture
def tea(pair: Pair) -> list[Person]:
    """Ana on one node and Bob on the other, both in #tea."""
    people = [*pair.a.join("#tea", "ana"), *pair.b.join("#tea", "bob")]
    pair.settle()
    return people


def test_people_on_two_nodes_are_on_one_network(pair: Pair, tea: list[Person]) -> None:
    ana, bob = tea
    ana.says("PRIVMSG #tea :hi")
    assert bob.asks("PRIVMSG ana :hello") == [":ana!ana@host PRIVMSG #tea hi"]
    assert ana.hears() == [":bob!bob@host PRIVMSG ana hello"]
    for world in (pair.a, pair.b):
        page = world.node.history.answer(Reading("#tea", 10))
        assert isinstance(page, list)
        assert [entry.message.params for entry in page] == [("#tea", "hi")]
    one, other = pair.dumps()
    assert one == other


def test_of_two_who_want_a_nickname_at_once_one_is_told_and_may_choose_another(pair: Pair) -> None:
    first, second = pair.a.connect(), pair.b.connect()
    for one in (first, second):
        one.says("NICK ana")
        pair.log.waiting, held = [], pair.log.waiting  # neither knows of the other
        one.says("USER u 0 * :U")
        pair.log.waiting = [*held, *pair.log.waiting]
    assert " 001 ana " in "\n".join(first.hears())
    assert second.hears() == [":tui-chat.local 433 * ana :Nickname is already in use"]
    second.says("NICK bob")
    assert " 001 bob " in "\n".join(second.hears())


@pytest.mark.parametrize("lines", [["NICK eve", "USER u 0 * :U"], ["NICK ana", "USER u 0 * :U"]])
def test_nobody_stays_who_was_lost_while_it_entered(
    pair: Pair, tea: list[Person], lines: list[str]
) -> None:
    stranger = pair.a.connect()
    stranger.says(*lines)
    stranger.drops()
    pair.settle()
    for world in (pair.a, pair.b):
        assert world.node.network.users.keys() == {"ana", "bob"}
        assert not world.node.network.strangers
    assert stranger.closed
    assert tea[0].hears() == []


def test_what_a_stranger_says_meanwhile_waits_until_it_is_in(pair: Pair) -> None:
    eve = pair.b.connect()
    eve.says("NICK eve", "USER u 0 * :U", "JOIN #tea", "NAMES #tea", "PRIVMSG #tea :hi")
    assert not pair.a._node.network.users
    heard = [line.split()[1] for line in eve.hears()]
    assert heard[0] == "001"
    assert heard[-4:] == ["353", "366", "353", "366"]
    assert not any(command in {"451", "404"} for command in heard)


def test_replies_keep_the_order_of_commands(tea: list[Person]) -> None:
    ana, bob = tea
    ana.says(
        *("PRIVMSG #tea :one", "TOPIC #tea", "TOPIC #tea :news", "TOPIC #tea", "MODE #tea +i"),
        *("PING x", "NICK anna", "LUSERS", "PRIVMSG #tea :two", "QUIT"),
    )
    commands = [line.split()[0 if line.startswith("ERROR") else 1] for line in ana.hears()]
    wanted = ["331", "TOPIC", "332", "333", "MODE", "PONG", "NICK", "251"]
    assert [one for one in commands if one in wanted] == wanted
    assert commands[-1] == "ERROR"
    heard = [line.split()[1] for line in bob.hears()]
    assert heard == ["PRIVMSG", "TOPIC", "MODE", "NICK", "PRIVMSG", "QUIT"]


def test_speech_does_not_wait_for_speech_and_all_else_does(pair: Pair, tea: list[Person]) -> None:
    ana = tea[0]
    for number in range(3):
        ana.says(f"PRIVMSG #tea :{number}")
    assert len(pair.log.waiting) == 3
    ana.says("AWAY :lunch", "PRIVMSG #tea :4")
    assert len(pair.log.waiting) == 3
    assert [line.split()[-1] for line in tea[1].hears()] == ["0", "1", "2", "4"]


def test_lines_that_are_no_messages_wait_too(pair: Pair, tea: list[Person]) -> None:
    ana = tea[0]
    ana.says("AWAY :lunch")
    node = pair.a._node
    node.receive_garbled(ana.id, node.now(), Unreadable.MALFORMED)
    node.receive_speech(ana.id, "#tea", ("one", "two"), node.now())
    assert len(pair.log.waiting) == 1
    assert [line.split()[1] for line in ana.hears()] == ["306", "FAIL"]
    assert [line.split()[-1] for line in tea[1].hears()] == ["one", "two"]


def test_a_connection_ends_once_however_often_that_is_reported(
    pair: Pair, tea: list[Person]
) -> None:
    ana, bob = tea
    for _ in range(3):
        pair.a._node.end_connection(ana.id, "Ping timeout")
    ana.says("PRIVMSG #tea :too late")
    assert len(pair.log.waiting) == 1
    assert bob.hears() == [":ana!ana@host QUIT :Ping timeout"]
    assert ana.hears()[0] == "ERROR :Closing link: Ping timeout"
    assert ana.closed


def test_only_the_node_of_a_client_tells_the_operator(
    pair: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    (ana,) = pair.a.join("#tea", "ana")
    ana.says("QUIT")
    pair.settle()
    said = [record.getMessage() for record in caplog.records]
    assert said == ["ana connected from host", "ana joined #tea", "ana disconnected (Quit)"]


def test_labels_are_remembered_by_the_node_of_the_client(pair: Pair) -> None:
    ana = pair.a.enter("ana", "labeled-response", "batch", "echo-message", "draft/multiline")
    pair.b.join("#tea", ana)
    ana.says("@label=x BATCH +1 draft/multiline #tea")
    pair.settle()
    assert not pair.b.node._labels.open
    assert any("label=x" in line for line in ana.asks("@batch=1 PRIVMSG #tea :one", "BATCH -1"))


def test_a_question_is_asked_by_the_node_of_the_client(pair: Pair, tea: list[Person]) -> None:
    ana, bob = tea
    ana.says("NS REGISTER opensesame", "PRIVMSG #tea :registered")
    assert any("Account created" in line for line in ana.hears())
    assert [line for line in bob.hears() if "registered" in line]
    assert [one.name for one in pair.b.node.network.accounts] == ["ana"]
    one, other = pair.dumps()
    assert one == other


def test_other_settings_of_the_network_hold_on_all_nodes_and_passwords_on_one(
    pair: Pair, tea: list[Person]
) -> None:
    bob = tea[1]
    pair.a.node.configure(Settings(auto_join=(), limits=Limits(nick=5), password="sesame"))
    assert any("NICKLEN=5" in line for line in bob.hears())
    assert pair.a.node.network.settings.password == "sesame"
    assert pair.b.node.network.settings.password == ""
    assert pair.b.node.network.settings.operators == SETTINGS.operators
    assert pair.a.node.network.snapshot() == pair.b.node.network.snapshot()


def test_an_order_of_the_operator_is_waited_for(pair: Pair) -> None:
    done: list[int] = []

    def note() -> None:
        done.append(len(pair.a._node.network.accounts))

    secrets = CHEAP_PASSWORDS.secrets("opensesame")
    pair.a._node.order(AccountOrder.ADD, "ana", secrets)
    pair.a._node.when_applied(note)
    assert done == []
    pair.a.apply()
    assert done == [1]
    pair.a._node.when_applied(note)
    assert done == [1, 1]


def test_times_are_those_of_the_log_whatever_the_clocks_of_nodes_say() -> None:
    pair = Pair(SETTINGS, Log(now=lambda: NOON + 5))
    ana = pair.a.enter("ana", "server-time")
    bob = pair.b.enter("bob", "server-time")
    pair.settle()
    pair.a.now, pair.b.now = NOON + 3_600_000, NOON - 3_600_000
    ana.says("PRIVMSG bob :hi")
    bob.says("PRIVMSG ana :hello")
    for person, at in ((bob, NOON + 5), (ana, NOON + 6)):  # no two at the same time
        assert [line.split()[0] for line in person.hears()] == [f"@time={format_time(Millis(at))}"]
    one, other = pair.dumps()
    assert one == other


def test_a_client_of_another_node_is_not_counted_as_one_of_this(pair: Pair) -> None:
    ana = pair.a.enter("ana")
    assert pair.a.node.is_own(ana.id)
    assert not pair.b.node.is_own(ana.id)
    assert pair.b.node.sockets == ()
    assert pair.b.node.limit_key(ana.id) is None


def test_who_is_suspended_while_speech_is_on_its_way_is_read_again(
    pair: Pair, tea: list[Person]
) -> None:
    ana, bob = tea
    ana.says("PRIVMSG #tea :one")
    node = pair.a._node
    node.suspend_clients()
    ana.says("PRIVMSG #tea :two")
    node.resume_clients()
    assert [line.split()[-1] for line in bob.hears()] == ["one", "two"]
    ana.says("PRIVMSG #tea :three")
    assert [line.split()[-1] for line in bob.hears()] == ["three"]
