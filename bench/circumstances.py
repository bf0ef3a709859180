"""When, on what, and with which programs a bench ran."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent


def date() -> str:
    """Today, in UTC."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def commit() -> str:
    """The short name of the commit that is measured, with + if the tree differs from it."""
    name = _git("rev-parse", "--short", "HEAD") or "none"
    # What the bench itself writes does not change what it measures.
    written = (":!bench/RESULTS.md", ":!bench/results.json")
    return f"{name}+" if _git("status", "--porcelain", "--", ".", *written) else name


def machine() -> str:
    """The kind of machine: processor, cores, system and Python."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {system}, {python}"


def _git(*words: str) -> str:
    command = ["git", "-C", str(ROOT), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
