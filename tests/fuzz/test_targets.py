"""What fuzzing has found stays right: every input that is kept, and a few of hypothesis's own."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import CORPUS, TARGETS


def kept(target: str) -> list[Path]:
    return sorted((CORPUS / target).iterdir())


@pytest.mark.parametrize("target", TARGETS)
def test_every_kept_input_is_borne(target: str) -> None:
    assert kept(target)
    for path in kept(target):
        TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_other_bytes_are_borne(target: str) -> None:
    seeds = st.sampled_from([path.read_bytes() for path in kept(target)])
    mixed = st.lists(st.binary(max_size=40) | seeds, max_size=4).map(b"".join)

    @settings(max_examples=25, deadline=None, database=None)
    @given(mixed)
    def bears(data: bytes) -> None:
        TARGETS[target](data)

    bears()
