import mmap
import os
import subprocess

import pytest

from bench.process import (
    cpu_seconds,
    environment,
    family,
    forget_peak,
    memory_kb,
    peak_kb,
    pinned,
)


def test_children_belong_to_the_family() -> None:
    with subprocess.Popen(["sleep", "9"]) as child:  # noqa: S607 - any program
        members = family(os.getpid())
        child.kill()
    assert child.pid in members


def test_processor_time_grows_with_work() -> None:
    before = cpu_seconds(os.getpid())
    while cpu_seconds(os.getpid()) == before:
        sum(range(10_000))
    assert cpu_seconds(os.getpid()) > before


def test_memory_is_at_least_what_was_allocated() -> None:
    before = memory_kb(os.getpid())
    block = bytearray(b"x" * 20_000_000)
    assert memory_kb(os.getpid()) - before > len(block) / 1024 / 2


def test_a_peak_is_remembered_until_it_is_forgotten() -> None:
    with mmap.mmap(-1, 20_000_000) as block:  # what malloc gave, it might keep
        block.write(b"x" * len(block))
        high = peak_kb(os.getpid())
    assert peak_kb(os.getpid()) > high - 1_000  # the kernel counts in batches
    forget_peak(os.getpid())
    assert peak_kb(os.getpid()) < high - 10_000


def test_programs_are_started_as_people_start_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("CHEESE", "brie")
    assert "PYTHONDONTWRITEBYTECODE" not in environment()
    assert environment()["CHEESE"] == "brie"


def test_a_process_started_while_pinned_has_that_core_only() -> None:
    core = min(os.sched_getaffinity(0))
    with pinned(core), subprocess.Popen(["sleep", "9"]) as child:  # noqa: S607 - any program
        cores = os.sched_getaffinity(child.pid)
        child.kill()
    assert cores == {core}


def test_pinning_ends() -> None:
    before = os.sched_getaffinity(0)
    with pinned(min(before)):
        pass
    assert os.sched_getaffinity(0) == before
