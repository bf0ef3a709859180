"""One engine for all tests of a process that need one: starting it takes a quarter of a second."""

from collections.abc import Iterator

import pytest

from tests.server.cluster.engines import RunningEngine, new_key, running


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEngine]:
    """An engine that runs; streams of a test need names that no other test uses."""
    with running(new_key(), tmp_path_factory.mktemp("engine")) as started:
        yield started
