"""Compiles the C programs of the bench, once for each state of their sources."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).parent / "load"
_SHARED: Final = ("link.c", "line.c")
_LOAD: Final = (
    *_SHARED,
    *("chat.c", "entering.c", "joining.c", "ledger.c"),
    *("main.c", "plan.c", "text.c", "world.c"),
)
PROGRAMS: Final = {
    "load": (*_LOAD, "plain.c"),
    "load-tls": (*_LOAD, "secure.c"),
    "limit": (*_SHARED, "limit.c", "plain.c"),
}
LIBRARIES: Final = {"load-tls": ("-lssl", "-lcrypto")}
_NO_COMPILER: Final = "the bench needs a C compiler: install gcc or clang as `cc`"
FLAGS: Final = ("-std=gnu11", "-D_GNU_SOURCE", "-O3", "-Wall", "-Wextra")


def program(name: str) -> Path:
    """The executable of one of PROGRAMS, compiled if its sources have changed.

    It lies in the temporary folder of the system, not in the tree, in a folder of this user. Raises
    FileNotFoundError without a C compiler, CalledProcessError when the sources do not compile, and
    PermissionError if somebody else made that folder.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        raise FileNotFoundError(_NO_COMPILER)
    state = hashlib.sha256(repr((compiler, FLAGS)).encode())
    for path in sorted(SOURCES.iterdir()):
        state.update(path.read_bytes())
    whose = os.getuid()
    folder = Path(tempfile.gettempdir()) / f"tui-chat-bench-{whose}-{state.hexdigest()[:16]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != whose:
        raise PermissionError(f"{folder} is somebody else's")
    target = folder / name
    if not target.exists():
        # Compiled beside and renamed: two runs at the same time must not see half a program.
        with tempfile.TemporaryDirectory(dir=folder) as workshop:
            made = Path(workshop) / name
            sources = [str(SOURCES / source) for source in PROGRAMS[name]]
            libraries = LIBRARIES.get(name, ())
            subprocess.run([compiler, *FLAGS, "-o", str(made), *sources, *libraries], check=True)
            made.rename(target)
    return target


def lacks_compiler() -> str | None:
    """Why nothing can be compiled here, in words; None when it can."""
    return _NO_COMPILER if shutil.which("cc") is None else None


def lacks_tls() -> str | None:
    """Why `load-tls` cannot be compiled here, in words; None when it can."""
    compiler = shutil.which("cc")
    if compiler is None:
        return _NO_COMPILER
    trial = [compiler, "-E", "-x", "c", "-include", "openssl/ssl.h", "/dev/null"]
    if subprocess.run(trial, capture_output=True, check=False).returncode == 0:
        return None
    return "the headers of OpenSSL are missing: apt-get install libssl-dev"
