"""Machines that are unplugged and disks that are full really are."""

import asyncio
import contextlib
import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.durability.machines import Disk, IsolatedMachine, enter


def test_machines_are_unplugged_and_disks_fill(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", __name__, str(tmp_path)], capture_output=True, text=True, check=False
    )
    if ran.stdout.startswith("impossible"):
        pytest.skip(ran.stdout)
    assert ran.stdout.split() == ["meets", "misses", "meets", "full", "written"], ran.stderr


async def _meet(one: IsolatedMachine, two: IsolatedMachine, patience: float) -> str:
    with two.socket() as listening, one.socket() as calling:
        listening.bind((two.address, 7000))
        listening.listen()
        with contextlib.suppress(OSError, TimeoutError):
            loop = asyncio.get_running_loop()
            await asyncio.wait_for(loop.sock_connect(calling, (two.address, 7000)), patience)
            return "meets"
    return "misses"


def _write(folder: Path) -> str:
    try:
        (folder / "file").write_bytes(bytes(1 << 16))
    except OSError as error:
        return "full" if error.errno == errno.ENOSPC else os.strerror(error.errno or 0)
    return "written"


def main() -> None:
    """Run in the namespaces, by the test."""
    reason = enter()
    if reason:
        sys.stdout.write(f"impossible: {reason}")
        return
    one, two = IsolatedMachine(1), IsolatedMachine(2)
    said = [asyncio.run(_meet(one, two, 20))]
    two.unplug()
    said += [asyncio.run(_meet(one, two, 0.3))]
    two.plug_in()
    said += [asyncio.run(_meet(one, two, 20))]
    disk = Disk(Path(sys.argv[1]) / "disk")
    disk.fill()
    said += [_write(disk.folder)]
    disk.make_room()
    sys.stdout.write(" ".join([*said, _write(disk.folder)]))


if __name__ == "__main__":
    main()
