"""Compiles the C programs of the bench, once for each state of their sources."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).parent / "load"
SHARED: Final = ("link.c", "line.c")
PROGRAMS: Final = {
    "load": (
        *SHARED,
        *("chat.c", "entering.c", "joining.c", "ledger.c"),
        *("main.c", "plan.c", "text.c", "world.c"),
    ),
    "limit": (*SHARED, "limit.c"),
}
FLAGS: Final = ("-std=gnu11", "-D_GNU_SOURCE", "-O3", "-Wall", "-Wextra")


def program(name: str) -> Path:
    """The executable of `load` or `limit`, compiled if its sources have changed.

    It lies in the temporary folder of the system, not in the tree. Raises FileNotFoundError without
    a C compiler, and CalledProcessError when the sources do not compile.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        raise FileNotFoundError("the bench needs a C compiler: install gcc or clang as `cc`")
    state = hashlib.sha256(repr((compiler, FLAGS)).encode())
    for path in sorted(SOURCES.iterdir()):
        state.update(path.read_bytes())
    folder = Path(tempfile.gettempdir()) / f"tui-chat-bench-{state.hexdigest()[:16]}"
    target = folder / name
    if not target.exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        # Compiled beside and renamed: two runs at the same time must not see half a program.
        with tempfile.TemporaryDirectory(dir=folder) as workshop:
            made = Path(workshop) / name
            sources = [str(SOURCES / source) for source in PROGRAMS[name]]
            subprocess.run([compiler, *FLAGS, "-o", str(made), *sources], check=True)
            made.rename(target)
    return target
