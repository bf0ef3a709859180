"""The pure packages import nothing that does I/O, tells the time or rolls dice."""

import subprocess
import sys

import pytest

PURE = [
    "tui_chat.wire",
    "tui_chat.server.core",
    "tui_chat.client.session",
    "tui_chat.client.buffers",
]

IMPURE = {
    "asyncio",
    "click",
    "getpass",
    "logging",
    "random",
    "rich",
    "secrets",
    "select",
    "signal",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "textual",
    "threading",
    "time",
    "uuid",
}

# What third-party libraries drag in, and Python itself at its start, is not ours to answer for.
IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
import datetime, msgspec
before = set(sys.modules)
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(getattr(package, "__path__", ()), package.__name__ + "."):
    importlib.import_module(module.name)
print(*sorted(set(sys.modules) - before), sep="\\n")
"""


@pytest.mark.parametrize("package", PURE)
def test_a_pure_package_imports_nothing_impure(package: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING, package],
        check=True,
        capture_output=True,
        text=True,
    )
    imported = finished.stdout.split()
    assert package in imported
    assert sorted(IMPURE & {name.partition(".")[0] for name in imported}) == []
