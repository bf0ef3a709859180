import pytest

from tests.client.session.talk import Talk


@pytest.fixture
def talk() -> Talk:
    """In, without any capability, on a server called Example."""
    talk = Talk()
    talk.enters()
    return talk


@pytest.fixture
def tea(talk: Talk) -> Talk:
    """In #tea with bia, its operator."""
    talk.joins("#tea", "@bia")
    return talk
