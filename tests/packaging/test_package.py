"""What is published: built as for PyPI, then installed from the wheel where nothing else of it is.

Nothing is fetched: the libraries are those of the environment that runs the tests.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tui_chat import __version__

ROOT: Final = Path(__file__).parents[2]
SHARE: Final = ROOT / "tui_chat" / "share"
PATIENCE: Final = 120.0
_LARGE: Final = 400_000
"""Bytes. The largest file is the terminal emulator of the browser's page."""
_LEFT_OUT: Final = {".po", ".pyc"}
"""Translators' files, of which the compiled ones are made."""


def done(*words: str | Path, **rest: object) -> str:
    """What a program writes, which must end well."""
    finished = subprocess.run(
        [str(word) for word in words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
        **rest,  # type: ignore[call-overload]
    )
    assert finished.returncode == 0, finished.stdout
    return str(finished.stdout)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The source archive, and the wheel that is made of it."""
    folder = tmp_path_factory.mktemp("package")
    copy = folder / "source"
    shutil.copytree(
        ROOT,
        copy,
        ignore=shutil.ignore_patterns(".*", "*.egg-info", "build", "dist", "__pycache__"),
    )
    done(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, copy)
    (archive,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return {"archive": archive, "wheel": wheel}


@pytest.fixture(scope="module")
def installed(built: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment in which the wheel is installed, beside the libraries that are here."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    done(
        sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps", "--python", python,
        built["wheel"], env=os.environ | {"UV_CACHE_DIR": str(folder / "cache")},
    )  # fmt: skip
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder


def test_pypi_would_take_them(built: dict[str, Path]) -> None:
    said = done(sys.executable, "-m", "twine", "check", "--strict", *built.values())
    assert said.count("PASSED") == 2


def test_the_wheel_holds_all_of_the_package(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["wheel"]) as wheel:
        held = {name for name in wheel.namelist() if name.startswith("tui_chat/")}
    held = {name for name in held if not name.startswith("tui_chat/share/")}
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tui_chat").rglob("*")
        if path.is_file() and path.suffix not in _LEFT_OUT and SHARE not in path.parents
    }
    assert held == wanted


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a copy of the repository")
def test_nothing_large_is_kept() -> None:
    """Such as what a crashed program leaves behind."""
    kept = done("git", "-C", ROOT, "ls-files", "-z").split("\0")
    assert [name for name in kept if name and (ROOT / name).stat().st_size > _LARGE] == []


def test_the_archive_holds_what_the_wheel_is_made_of(built: dict[str, Path]) -> None:
    with tarfile.open(built["archive"]) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "tui_chat/py.typed"} <= held
    assert {f"tui_chat/share/{name}" for name in ("tui-chat.1", "tui-chat.service")} <= held


def test_it_runs_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    program = installed / "bin" / "tui-chat"
    said = done(program, "--version", cwd=tmp_path)
    assert said.startswith(f"tui-chat, version {__version__}\n")
    place = "import tui_chat, json; print(json.dumps(tui_chat.__file__))"
    python = installed / "bin" / "python"
    assert json.loads(done(python, "-c", place, cwd=tmp_path)).startswith(str(installed))
    translated = done(
        program,
        "--help",
        cwd=tmp_path,
        env=os.environ | {"LANGUAGE": "pt_BR", "LC_ALL": "pt_BR.UTF-8"},
    )
    assert "servidor" in translated


@pytest.mark.parametrize(
    ("place", "file"),
    [
        ("share/man/man1", "tui-chat.1"),
        ("share/bash-completion/completions", "completions/tui-chat"),
        ("share/zsh/site-functions", "completions/_tui-chat"),
        ("share/fish/vendor_completions.d", "completions/tui-chat.fish"),
        ("share/tui-chat", "tui-chat.service"),
    ],
)
def test_what_belongs_to_it_is_where_programs_look(installed: Path, place: str, file: str) -> None:
    assert (installed / place / Path(file).name).read_bytes() == (SHARE / file).read_bytes()


def test_bash_completes_commands_and_options(installed: Path, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    script = f"""
        source {SHARE / "completions" / "tui-chat"}
        for words in "tui-chat ser" "tui-chat connect --pl"; do
            COMP_WORDS=($words) COMP_CWORD=$(( $(wc -w <<< "$words") - 1 ))
            COMPREPLY=()
            _tui_chat_completion tui-chat
            echo "${{COMPREPLY[@]}}"
        done
    """
    path = f"{installed / 'bin'}{os.pathsep}{os.environ['PATH']}"
    said = done(bash, "--norc", "-c", script, cwd=tmp_path, env=os.environ | {"PATH": path})
    assert said.split() == ["server", "--plain"]


@pytest.mark.parametrize(
    ("shell", "file"), [("bash", "tui-chat"), ("zsh", "_tui-chat"), ("fish", "tui-chat.fish")]
)
def test_each_shell_asks_for_its_completion(
    installed: Path, tmp_path: Path, shell: str, file: str
) -> None:
    wish = f"{shell}_source"
    text = (SHARE / "completions" / file).read_text(encoding="utf-8")
    assert f"_TUI_CHAT_COMPLETE={wish} tui-chat" in text
    asked = os.environ | {"_TUI_CHAT_COMPLETE": wish}
    said = done(installed / "bin" / "tui-chat", cwd=tmp_path, env=asked)
    assert f"_TUI_CHAT_COMPLETE={shell}_complete" in said


# The files for whoever runs a server.

Serving = Callable[..., tuple[subprocess.Popen[str], int]]


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """Runs a command line that serves, on a free port; gives the process and the port."""
    started: list[subprocess.Popen[str]] = []

    def serve(words: list[str], **rest: object) -> tuple[subprocess.Popen[str], int]:
        process = subprocess.Popen(
            [*words, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            cwd=tmp_path, **rest,  # type: ignore[call-overload]
        )  # fmt: skip
        started.append(process)
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("tui-chat listens on "), first
        return process, int(first.rstrip(".\n").rpartition(" ")[2])

    yield serve
    for process in started:
        process.kill()
        process.communicate()


def adapted(words: list[str], installed: Path, folder: Path) -> list[str]:
    """A command line as in a file of ours, with the folders of this test, on loopback."""
    (folder / "state").mkdir()
    (folder / "server.toml").write_text("")
    program, state = installed / "bin" / "tui-chat", folder / "state"
    known = {
        "tui-chat": program,
        "/opt/tui-chat/bin/tui-chat": program,
        "0.0.0.0": "127.0.0.1",  # noqa: S104 - the other way about
        "/data": state,
        "/var/lib/tui-chat": state,
        "/etc/tui-chat.toml": folder / "server.toml",
    }
    return [str(known.get(word, word)) for word in words]


CONFINEMENT = {
    "CapabilityBoundingSet": "",
    "DynamicUser": "yes",
    "LockPersonality": "yes",
    "NoNewPrivileges": "yes",
    "PrivateDevices": "yes",
    "PrivateTmp": "yes",
    "PrivateUsers": "yes",
    "ProcSubset": "pid",
    "ProtectClock": "yes",
    "ProtectControlGroups": "yes",
    "ProtectHome": "yes",
    "ProtectHostname": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectProc": "invisible",
    "ProtectSystem": "strict",
    "RemoveIPC": "yes",
    "RestrictNamespaces": "yes",
    "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes",
    "StateDirectory": "tui-chat",
    "StateDirectoryMode": "0700",
    "SystemCallArchitectures": "native",
    "SystemCallErrorNumber": "EPERM",
    "UMask": "0077",
}
"""What the unit closes, tried with all doors and a network of nodes in such a confinement."""
_EXPOSURE = 20
"""Tenths: of 10.0 by systemd's measure, the most that the unit may be rated at."""


def unit_lines() -> list[str]:
    """The lines of the unit that say something."""
    lines = (SHARE / "tui-chat.service").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "=" in line and not line.startswith("#")]


def unit() -> dict[str, str]:
    """The keys of the unit; of several equal ones, the last."""
    return dict(line.split("=", 1) for line in unit_lines())


def test_the_unit_starts_a_server_that_says_so(
    installed: Path, tmp_path: Path, serving: Serving
) -> None:
    """As systemd would: told where to say that it is ready, and to read its file again."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.settimeout(PATIENCE)
        manager.bind(str(tmp_path / "notify"))
        words = adapted(unit()["ExecStart"].split(), installed, tmp_path)
        process, _port = serving(
            words, env=os.environ | {"NOTIFY_SOCKET": str(tmp_path / "notify")}
        )
        assert unit()["Type"] == "notify"
        assert manager.recv(1000) == b"READY=1"
        assert unit()["ExecReload"] == "/bin/kill -HUP $MAINPID"
        process.send_signal(signal.SIGHUP)
        assert manager.recv(1000).startswith(b"RELOADING=1")
        assert manager.recv(1000) == b"READY=1"
        process.terminate()
        assert manager.recv(1000) == b"STOPPING=1"
        assert process.wait(PATIENCE) == 0


def test_the_unit_closes_what_the_server_does_not_need() -> None:
    assert {name: unit()[name] for name in CONFINEMENT} == CONFINEMENT
    filters = [line for line in unit_lines() if line.startswith("SystemCallFilter=")]
    assert filters == ["SystemCallFilter=@system-service", "SystemCallFilter=~@privileged"]
    families = unit()["RestrictAddressFamilies"].split()
    assert sorted(families) == ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_UNIX"]
    # pyOpenSSL makes callbacks at run time: with it no TLS context can be made.
    assert "MemoryDenyWriteExecute" not in unit()


def test_systemd_rates_the_unit_as_safe(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd")
    words = [analyze, "security", "--offline=true", f"--threshold={_EXPOSURE}"]
    finished = subprocess.run(
        [*words, SHARE / "tui-chat.service"],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env=os.environ | {"HOME": str(tmp_path), "SYSTEMD_PAGER": ""},
    )
    if "unrecognized option" in finished.stderr:
        pytest.skip("this systemd rates no files")
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd")
    text = (SHARE / "tui-chat.service").read_text(encoding="utf-8")
    file = tmp_path / "tui-chat.service"
    file.write_text(text.replace("/opt/tui-chat/bin/tui-chat", sys.executable), encoding="utf-8")
    finished = subprocess.run(
        [analyze, "verify", file], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    about = [line for line in finished.stderr.splitlines() if file.name in line]
    assert about == []


def steps() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, each with what follows it."""
    text = (SHARE / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def test_the_dockerfile_copies_what_there_is_before_it_uses_it() -> None:
    known = {"FROM", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "ENTRYPOINT"}
    assert {name for name, _rest in steps()} == known
    assert steps()[0][0] == "FROM"
    assert steps()[0][1] == "python:3.13-slim"
    copied = [rest.split()[0] for name, rest in steps() if name == "COPY"]
    assert all((ROOT / each).exists() for each in copied)
    needed = re.findall(r"/src/(\S+)", " ".join(rest for name, rest in steps() if name == "RUN"))
    assert set(needed) <= set(copied)
    assert [rest for name, rest in steps() if name == "USER"] == ["chat"]


def test_the_container_starts_a_server(installed: Path, tmp_path: Path, serving: Serving) -> None:
    (entry,) = [rest for name, rest in steps() if name == "ENTRYPOINT"]
    _process, port = serving(adapted(json.loads(entry), installed, tmp_path))
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.sendall(b"NICK ana\r\nUSER ana 0 * :Ana\r\n")
        with client.makefile("rb") as lines:
            assert any(b" 001 ana " in line for line in lines)
