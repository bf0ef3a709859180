"""The log gives whoever applies it the same state, and no password."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.test_network_property import SETTINGS, any_of, at_once, play, script_of
from tests.server.account_holders import encoded
from tests.server.core.event_lines import replayed
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.event_codec import decode, encode
from tui_chat.server.core.state.state_digest import digest

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


@settings(deadline=None, max_examples=40)
@given(conversations)
def test_another_process_has_the_same_state(
    replayer: subprocess.Popen[bytes], script: list[tuple[int, str]]
) -> None:
    assert replayer.stdin is not None
    assert replayer.stdout is not None
    world = play(script)
    world.flush()
    lines = [encode(event) + b"\n" for event in world.events]
    replayer.stdin.writelines([*lines, b"\n"])
    replayer.stdin.flush()
    told = replayer.stdout.readline().decode().strip()
    assert told == digest(world.node.network.snapshot())


@settings(deadline=None, max_examples=40)
@given(conversations, st.booleans())
def test_no_password_is_in_the_log(script: list[tuple[int, str]], tick_per_line: bool) -> None:
    world = play(script, tick_per_line=tick_per_line)
    world.flush()
    for event in world.events:
        line = encode(event).decode()
        for password in (SECRET, OTHER, PLAIN):
            assert password not in line
