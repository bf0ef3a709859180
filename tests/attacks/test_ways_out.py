"""No program of ours outputs terminal control codes that others sent."""

import ast
import asyncio
import datetime as dt
import io
import json
import logging
import ssl
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widgets import Static

import tui_chat
from tests.client.peers import Talk, peer, welcoming
from tests.client.plain.stage import Person
from tests.client.screens.chat.test_hostile import is_clean, painted
from tests.client.stage import staged
from tui_chat import stdio
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.config.connection_and_ui_options import ClientOptions, Encryption
from tui_chat.client.connect import retry_policy
from tui_chat.client.connect.known_servers import KnownServers
from tui_chat.client.doctor.run import run_doctor
from tui_chat.client.headless.headless_client_base import HeadlessClient, HeadlessError, complain
from tui_chat.client.headless.send import _only, _send
from tui_chat.client.headless.tail import Tail, _tail
from tui_chat.client.kitty_graphics import PLACEHOLDER, placeholders
from tui_chat.client.textual_compat.sanitized_terminal_output import PICTURE, SafeApp, safe_strip

PATIENCE = 30.0
STEERING = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil\u2066\u200b"
ROOT = Path(tui_chat.__file__).parent

EXITS = {
    "stdio.py": {"print", "_file.write", "asyncio.run"},
    # The log's own exit is its formatters: tests/attacks/test_what_is_kept.py.
    "server/process/logging_setup.py": {"stream.write"},
    "server/process/log_writer.py": {"os.write"},
    # Servers, whose log has its exit.
    "server/process/server_thread.py": {"asyncio.run"},
    "server/process/serve_until_signal.py": {"asyncio.Runner"},
    # Questions of ours to the terminal, which nobody else's text is part of.
    "client/doctor/terminal_queries.py": {"os.write"},
    "client/textual_compat/terminal_app.py": {"_driver.write"},
    # Switches of ours that restore the terminal.
    "client/terminal/terminal_modes_and_cell_size.py": {"os.write"},
    # What the full screen paints: safe already.
    "client/textual_compat/posix_driver.py": {"_file.write"},
    # The report of a visitor's client to the server that started it.
    "client/visitor/spawner.py": {"os.write"},
    # What a visitor types, for the client.
    "server/doors/visitor_pty.py": {"os.write"},
    # A file of its own, in printable ASCII: tests/server/recording/test_recording_and_replay.py.
    "server/recording/recording_and_replay.py": {"_file.write"},
    # Asks for a password, in our own words.
    "cli/account_commands.py": {"click.prompt"},
    # Asks whether to give up a log, with a number of ours.
    "cli/cluster_commands.py": {"click.confirm"},
}
"""Where the ways out are, and by what."""
WAYS_OUT = {
    "print",
    "pprint",
    "click.echo",
    "click.secho",
    "click.prompt",
    "click.confirm",
    "click.echo_via_pager",
    "error.show",
    "stdout.write",
    "stderr.write",
    "stdout.writelines",
    "stderr.writelines",
    "stream.write",
    "buffer.write",
    "_file.write",
    "os.write",
    "_driver.write",
    "traceback.print_exc",
    "traceback.print_exception",
    "console.print",
    "asyncio.run",
    "asyncio.Runner",
}


def called(function: ast.expr) -> str:
    """`print`, or the last two names of what is called."""
    if isinstance(function, ast.Name):
        return function.id
    if not isinstance(function, ast.Attribute):
        return ""
    owner = function.value
    name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
    return f"{name}.{function.attr}"


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.stem)
def test_programs_write_through_the_exits_alone(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    used = {called(call.func) for call in calls} & WAYS_OUT
    assert used <= EXITS.get(str(path.relative_to(ROOT)), set())


# Each program against a server that does its worst


def hostile(line: str) -> Iterator[str]:
    """Takes everybody in, and says what it can in every way there is."""
    command, _space, rest = line.partition(" ")
    match command:
        case "CAP" if rest.startswith("LS"):
            yield f":irc CAP * LS :{STEERING}=x"
        case "USER":
            yield from [
                f":irc 001 ana :Welcome {STEERING}",
                f":irc 002 ana :{STEERING}",
                f":irc 004 ana {STEERING} {STEERING} ab cd",
                f":irc 005 ana NETWORK={STEERING} CHANTYPES=# :{STEERING}",
                ":irc 005 ana NETWORK=a\\x1B]0;b\\x07 :are supported",
                f":irc 372 ana :{STEERING}",
                f":irc NOTICE ana :{STEERING}",
                f":irc 422 ana :{STEERING}",
            ]
        case "QUIT":
            raise ValueError(line)  # hangs up, for else each program waits a second
        case "PING":
            yield f":irc PONG irc {rest}"
        case "JOIN":
            yield from [
                f":ana!a@h JOIN {rest}",
                f":irc 332 ana {rest} :{STEERING}",
                f":irc 353 ana = {rest} :ana @{STEERING}",
                f":irc 366 ana {rest} :{STEERING}",
                f":{STEERING}!{STEERING}@h JOIN {rest}",
                f":irc {STEERING} :{STEERING}",
                f"@msgid=a{STEERING} :{STEERING}!u@h PRIVMSG {rest} :{STEERING}",
                f":{STEERING} NOTICE {rest} :\x02{STEERING}",
                f":{STEERING}!u@h TOPIC {rest} :{STEERING}",
                f":{STEERING}!u@h QUIT :{STEERING}",
            ]
        case "PRIVMSG":
            yield f":irc 404 ana {rest.split()[0]} :{STEERING}"
            yield f"ERROR :{STEERING}"
            raise ValueError


def refusing(numeric: str) -> Talk:
    def talk(line: str) -> Iterator[str]:
        if line.startswith("CAP"):
            yield from welcoming(line)
        if line.startswith("USER"):
            yield f":irc {numeric} ana {STEERING} :{STEERING}"
            yield f"ERROR :(x) {STEERING}"
            raise ValueError

    return talk


def named_badly(folder: Path) -> ssl.SSLContext:
    """The server's side of TLS, with a certificate whose names are hostile."""
    secret = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, STEERING)])
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "by" + STEERING)])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=secret.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - dt.timedelta(days=1),
        not_valid_after=now + dt.timedelta(days=40),
    ).sign(secret, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "bad.pem"
    key = secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(made.public_bytes(pem) + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def options(port: int) -> ClientOptions:
    return ClientOptions("127.0.0.1", port, "ana", encryption=Encryption(known=KnownServers(None)))


async def sends(where: ClientOptions) -> None:
    await _send(HeadlessClient(where), "#tea", _only("hello"), notice=False)


def tailing(*, as_json: bool) -> Callable[[ClientOptions], Coroutine[None, None, int]]:
    tail = Tail("#tea", frozenset(LineKind), json=as_json)
    return lambda where: _tail(HeadlessClient(where), tail, 10, follow=False)


async def talks(where: ClientOptions) -> None:
    person = Person(where, interactive=False)
    person.client._output.write = stdio.say
    person.types("/join #tea", "hello")
    person.keyboard.ends()
    await person.client.run()
    if person.client.error:
        raise HeadlessError(person.client.error)


PROGRAMS = {
    "send": sends,
    "tail": tailing(as_json=False),
    "tail --json": tailing(as_json=True),
    "connect --plain": talks,
}


def check(said: str) -> None:
    for line in said.splitlines():
        assert is_clean(line), repr(line)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("talk", [hostile, refusing("465"), refusing("464"), refusing("437")])
async def test_a_hostile_server_steers_no_terminal(
    program: str,
    talk: Talk,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 0.01)
    async with peer(talk) as port, asyncio.timeout(PATIENCE):
        try:
            await PROGRAMS[program](options(port))
        except HeadlessError as error:
            complain(str(error))
    out, err = capsys.readouterr()
    assert out + err
    check(out + err)


@pytest.mark.parametrize("talk", [hostile, refusing("465"), refusing("464")])
def test_the_doctor_shows_no_escapes(
    talk: Talk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def look() -> None:
        async with peer(talk, named_badly(tmp_path)) as port:
            await asyncio.to_thread(run_doctor, options(port), tmp_path / "client.toml")

    asyncio.run(look())
    said = capsys.readouterr().out
    assert "evil" in said
    check(said)


# The exits themselves


def test_a_text_keeps_its_lines_and_loses_what_steers(capsys: pytest.CaptureFixture[str]) -> None:
    stdio.say(f"one\ntwo {STEERING}")
    stdio.complain(STEERING)
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "one"
    check(out + err)


def test_json_says_the_same_without_steering(capsys: pytest.CaptureFixture[str]) -> None:
    stdio.say_json({"text": STEERING, "é": 1})
    said = capsys.readouterr().out
    check(said)
    assert json.loads(said) == {"text": STEERING, "é": 1}
    stdio.say_json({"text": "é"})
    assert capsys.readouterr().out == '{"text":"é"}\n'


def test_a_mistake_of_ours_is_told_without_steering(capsys: pytest.CaptureFixture[str]) -> None:
    hook = sys.excepthook
    try:
        stdio.tell_exceptions()
        sys.excepthook(ValueError, ValueError(STEERING), None)
    finally:
        sys.excepthook = hook
    err = capsys.readouterr().err
    assert "ValueError" in err
    check(err)


def test_what_a_loop_logs_is_told_without_steering(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)

    async def fail() -> None:
        logger = logging.Logger("alone")  # noqa: LOG001 - no handler but the last resort
        logger.error("%s", STEERING)

    stdio.run(fail())
    assert "evil" in stream.getvalue()
    check(stream.getvalue())


def test_a_strip_that_is_safe_is_painted_as_it_is() -> None:
    strip = Strip([Segment("👩\u200d🚀 é", Style(link="https://example.org"))])
    assert safe_strip(strip) is strip


@pytest.mark.parametrize(
    "segment",
    [
        Segment(STEERING),
        Segment("ok", Style(link=f"https://e.org/{STEERING}")),
        Segment("a\nb"),
    ],
)
def test_a_strip_that_is_not_keeps_its_width(segment: Segment) -> None:
    strip = Strip([segment, Segment("rest")])
    safe = safe_strip(strip)
    assert safe.cell_length == strip.cell_length
    for each in safe:
        assert is_clean(each.text + ((each.style.link if each.style else "") or ""))


def test_only_our_own_pictures_leave_as_parts_of_pictures() -> None:
    ours, cells = Style(meta={PICTURE: True}), placeholders(3, 1)
    assert safe_strip(Strip([Segment(cells, ours)])).text == cells
    for segment in (
        Segment(cells),
        Segment(cells, Style(meta={"offset": (0, 1)})),
        Segment(f"{cells}{STEERING}", ours),
        Segment(f"{cells}x", ours),
    ):
        assert PLACEHOLDER not in safe_strip(Strip([segment])).text


class Bare(SafeApp[None]):
    """A careless application."""

    def compose(self) -> list[Static]:
        return [Static(STEERING, markup=False)]


async def test_the_screen_and_its_messages_are_safe_whatever_a_widget_is_given() -> None:
    app = Bare()
    async with app.run_test() as pilot:
        app.notify(STEERING, title=STEERING)
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        text = "".join(segment.text for strip in strips for segment in strip)
        assert "evil" in text
        assert is_clean(text)
        app.copy_to_clipboard(f"one\ntwo{STEERING}")
        assert app.clipboard.startswith("one\ntwo")
        assert is_clean(app.clipboard.replace("\n", ""))


async def test_every_screen_of_the_chat_has_the_safe_compositor() -> None:
    async with staged() as stage:
        await stage.enters()
        stage.app.notify(STEERING)
        await stage.settles()
        assert is_clean(painted(stage))


class Failing(SafeApp[None]):
    """An application that fails over what somebody sent."""

    def on_mount(self) -> None:
        password = "sesame"
        raise ValueError(STEERING + password[:0])


async def test_a_failure_of_the_screen_shows_no_escapes_and_no_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        SafeApp,
        "_print_error_renderables",
        lambda app: told.extend(map(str, app._exit_renderables)),
    )
    with pytest.raises(ValueError, match="owned"):
        async with Failing().run_test():
            pass
    assert "ValueError" in told[0]
    assert "'sesame'" not in told[0].replace('password = "sesame"', "")
    check(told[0])
