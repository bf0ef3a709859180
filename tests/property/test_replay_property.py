"""The log gives whoever applies it the same state, and no password."""

import os
import subprocess
import sys
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.property.replayer import Ending, Replica, Story
from tests.property.test_network_property import (
    LIMITS,
    SETTINGS,
    any_of,
    at_once,
    play,
    play_on,
    script_of,
)
from tests.property.whole import check_is_whole
from tests.server.account_holders import encoded
from tests.server.backplane.later import Log
from tests.server.backplane.pair import Pair
from tests.server.core.event_lines import replayed
from tests.server.world import World
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.event_codec import decode, encode
from tui_chat.server.core.messages.history_request_types import Reading
from tui_chat.server.core.state_dump import dump

SECRET = "correct-horse"
OTHER = "battery-staple"
PLAIN = encoded(f"\0ana\0{SECRET}")
to_services = st.sampled_from(
    (
        *("REGISTER {0}", "IDENTIFY {0}", "IDENTIFY ana {0}", "IDENTIFY ana {1}", "LOGOUT"),
        *("PASSWD {0} {1}", "PASSWD {1} {0}", "SET PASSWORD {1}", "DROP {0}", "DROP {1}"),
        *("GHOST bob {0}", "RECOVER ana {0}", "GROUP {0}", "CERT ADD {0}", "INFO {0}", "{0}"),
        *("REGISTER #tea {0}", "DROP #tea {0}", "OP #tea bob {0}", "SET ALWAYS-ON ON {0}"),
        *("SET {0} {1}", "help {0}", "SAREGISTER cara {0}", "CERT LIST {0}", "UNGROUP ana {0}"),
    )
)
SERVICES = (
    *("NS", "ns", "NICKSERV", "CS", "CHANSERV", "PRIVMSG NickServ :", "PRIVMSG chanserv :"),
    *("NOTICE NickServ :", "PRIVMSG NICKSERV,chanserv :", "PRIVMSG ,ChanServ,,nickserv :"),
    "TAGMSG NickServ",
)
with_passwords = st.one_of(
    st.sampled_from(
        (
            *("REGISTER * * {0}", "REGISTER ana a@b.example {0} {1}", "REGISTER {0} {1}"),
            *("PASS {0}", "PASS ana:{0}", "OPER root {0}", "OPER ana {1}", "OPER {0}"),
            *("AUTHENTICATE PLAIN", "AUTHENTICATE {plain}", "AUTHENTICATE {0}", "AUTHENTICATE *"),
            *("AUTHENTICATE SCRAM-SHA-256", "WEBIRC {0} gateway host 192.0.2.1"),
            *("@batch=1 OPER root {0}", "@batch=1 REGISTER * * {0}", "@batch=2 OPER root {0}"),
        )
    ),
    st.builds(
        "{1}{2} {0}".format,
        to_services,
        st.sampled_from(("", "@label=x ", "@batch=1 ", "@batch=2 ", "@+x=y ")),
        st.sampled_from(SERVICES),
    ),
).map(lambda line: line.format(SECRET, OTHER, plain=PLAIN))
batches = st.sampled_from(
    ("BATCH +1 draft/multiline #tea", "BATCH +1 draft/multiline NickServ", "BATCH -1")
)
lines = at_once | with_passwords | any_of({*COMMANDS}) | batches | st.just("JOIN #tea")
conversations = script_of(lines, least=10)
SHORT = replace(SETTINGS, limits=replace(LIMITS, metadata_sync=1))
"""With few values shown at once, so that a client has to ask for the rest."""


@settings(deadline=None, max_examples=40)
@given(conversations, st.booleans())
def test_the_log_gives_the_same_state_after_it_was_written_and_read(
    script: list[tuple[int, str]], tick_per_line: bool
) -> None:
    world = play(script, tick_per_line=tick_per_line)
    world.flush()
    read = [decode(encode(event)) for event in world.events]
    assert read == world.events
    assert replayed(SETTINGS, read).snapshot() == world.node.network.snapshot()


@pytest.fixture(scope="module")
def replayer() -> Iterator[subprocess.Popen[bytes]]:
    """Another process, whose strings have other hashes."""
    command = [sys.executable, "-m", "tests.property.replayer"]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        yield process
        process.communicate()


OFFER = "batch draft/multiline draft/metadata-2 draft/read-marker message-tags"
BEFORE = (
    *((seat, "JOIN #tea") for seat in range(3)),
    *((0, f"NS REGISTER {SECRET}"), (0, "CS REGISTER #tea"), (1, f"NS IDENTIFY ana {OTHER}")),
    *((0, "OPER root sesame"), (0, "UBAN ADD 10.0.0.0/8 :no"), (0, "INVITATION ADD 2 5")),
    *((0, "MONITOR + bob,eve,dan"), (1, "MONITOR + ana,dan"), (0, "MODE #tea +bIk x!*@* a:y z")),
    *((1, "METADATA * SET status :tired"), (2, "METADATA * SET status :busy")),
    *((0, "METADATA * SUB status"), (0, "METADATA #tea SYNC"), (1, "ACCEPT ana")),
    *((0, "MARKREAD #tea timestamp=2025-11-20T12:00:00.000Z"), (1, "AWAY :lunch")),
    *((2, "JOIN #mine"), (2, "MODE #mine +ik key"), (2, "INVITE bob #mine"), (1, "JOIN #left")),
    *((1, "MODE #left +b x!*@*"), (1, "PART #left"), (1, "NICK dan"), (1, "NICK bob")),
    *((0, "PRIVMSG #tea :hi"), (0, "TOPIC #tea :news"), (1, "BATCH +1 draft/multiline #tea")),
    *((1, "@batch=1 PRIVMSG #tea :one"), (2, "PRIVMSG ana :hello")),
)
"""After this there is one of almost everything, which then goes on or ends."""


@settings(deadline=None, max_examples=40)
@given(conversations, st.integers(0, 100))
def test_another_process_goes_on_from_any_state_to_the_same_end_with_the_same_effects(
    replayer: subprocess.Popen[bytes], script: list[tuple[int, str]], percent: int
) -> None:
    assert replayer.stdin is not None
    assert replayer.stdout is not None
    log = Log()
    world = World(settings=SHORT, tick_per_line=False, log=log, incarnation=5)
    play_on([world], [*BEFORE], OFFER)
    world.flush()
    before = len(log.entries)
    play_on([world], script, OFFER)
    world.flush()
    entries = [(at, line.decode()) for at, line in log.entries]
    for middle in (before * percent // 100, before + (len(entries) - before) * percent // 100):
        replica = Replica(SHORT)
        replica.apply(entries[:middle])
        state = dump(replica.node.network)
        ending = replica.apply(entries[middle:])
        # What was said without the log has changed nothing that all share.
        assert dump(replica.node.network) == dump(world.node.network)
        replayer.stdin.write(msgspec.json.encode(Story(state, entries[middle:])) + b"\n")
        replayer.stdin.flush()
        assert msgspec.json.decode(replayer.stdout.readline(), type=Ending) == ending


@settings(deadline=None, max_examples=40)
@given(conversations)
def test_nodes_of_one_log_have_the_same_state_and_keep_the_same(
    script: list[tuple[int, str]],
) -> None:
    pair = Pair(SETTINGS)
    play_on([pair.a, pair.b], script)
    pair.settle()
    one, other = pair.dumps()
    assert one == other
    check_is_whole(pair.a.node.network)
    a, b = pair.a.node, pair.b.node
    assert list(a.records.all()) == list(b.records.all())
    for target in ("#lobby", "#tea", *a.network.channels):
        asked = Reading(target, 1000, events=True)
        assert a.history.answer(asked) == b.history.answer(asked)


@settings(deadline=None, max_examples=40)
@given(conversations, st.booleans())
def test_no_password_is_in_the_log(script: list[tuple[int, str]], tick_per_line: bool) -> None:
    world = play(script, tick_per_line=tick_per_line)
    world.flush()
    for event in world.events:
        line = encode(event).decode()
        for password in (SECRET, OTHER, PLAIN):
            assert password not in line
