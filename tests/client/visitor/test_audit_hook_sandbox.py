"""What the process of a visitor's client can still do, whatever code runs in it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

_TRIED = """
import ctypes, io, json, os, pathlib, shutil, signal, socket, sqlite3, subprocess, sys, tempfile
import urllib.request, webbrowser, asyncio, mmap, pty, glob
import tui_chat.client.app
from tui_chat.client.visitor import audit_hook_sandbox

own = pathlib.Path(audit_hook_sandbox.__file__)
here = pathlib.Path(sys.argv[1])
(here / "secret").write_text("secret")
audit_hook_sandbox.close()
tries = {
    "read a file": lambda: (here / "secret").read_text(),
    "read a file of the system": lambda: open("/etc/passwd").read(),
    "read the environment": lambda: open("/proc/self/environ").read(),
    "read memory": lambda: open("/proc/self/mem", "rb"),
    "read past our own folder": lambda: open(own.parent / ".." / ".." / ".." / ".." / "x" / "y"),
    "write a file": lambda: (here / "new").write_text("x"),
    "append to a file of ours": lambda: open(own, "a"),
    "open for writing, by flags": lambda: os.open(own, os.O_RDWR),
    "list a folder": lambda: os.listdir(here),
    "look through a folder": lambda: list(os.scandir("/")),
    "remove": lambda: os.remove(here / "secret"),
    "rename": lambda: os.rename(here / "secret", here / "other"),
    "make a folder": lambda: os.mkdir(here / "folder"),
    "make a link": lambda: os.symlink("/etc/passwd", here / "link"),
    "change rights": lambda: os.chmod(here / "secret", 0o777),
    "temporary files": lambda: tempfile.TemporaryFile(dir=here),
    "copy": lambda: shutil.copy(here / "secret", here / "copy"),
    "fork": os.fork,
    "fork with a terminal": pty.fork,
    "run a shell": lambda: os.system("true"),
    "run a program": lambda: subprocess.run(["true"]),
    "become a program": lambda: os.execv("/bin/true", ["true"]),
    "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "open a browser": lambda: webbrowser.get("true %s").open("http://x"),
    "signal others": lambda: os.kill(os.getppid(), 0),
    "signal a group": lambda: os.killpg(os.getpgrp(), 0),
    "a socket": lambda: socket.socket(),
    "a datagram socket": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
    "a connection": lambda: socket.create_connection(("127.0.0.1", 9)),
    "a Unix connection": lambda: socket.socket(socket.AF_UNIX).connect("/tmp/x"),
    "names of hosts": lambda: socket.getaddrinfo("localhost", 1),
    "fetch": lambda: urllib.request.urlopen("http://127.0.0.1:9/"),
    "fetch a file": lambda: urllib.request.urlopen("file:///etc/passwd"),
    "a database": lambda: sqlite3.connect(here / "db"),
    "load a library": lambda: ctypes.CDLL("libc.so.6"),
    "read any memory": lambda: ctypes.string_at(id(own), 8),
}
done = {}
for name, attempt in tries.items():
    try:
        attempt()
    except audit_hook_sandbox.ClosedError:
        done[name] = "closed"
    except BaseException as error:
        done[name] = f"{type(error).__name__}: {error}"
    else:
        done[name] = "done"
import wave, difflib  # modules that nobody has loaded yet
open(own).close()
assert not glob.glob("/etc/*")
socket.socketpair()
print(json.dumps(done))
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder: Path = tmp_path_factory.mktemp("files")
    words = [sys.executable, "-c", _TRIED, str(folder)]
    said = subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout
    assert [one.name for one in folder.iterdir()] == ["secret"]
    return dict(json.loads(said))


def test_nothing_outside_the_process_can_be_reached(done: dict[str, str]) -> None:
    assert len(done) > 30
    assert {name: what for name, what in done.items() if what != "closed"} == {}
