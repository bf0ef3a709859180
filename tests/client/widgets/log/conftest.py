import pytest

from tests.client.widgets.logs import Room


@pytest.fixture
def room() -> Room:
    return Room()
