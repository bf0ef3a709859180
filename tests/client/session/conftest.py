import pytest

from tests.client.session.talk import Talk
from tests.client.session.told import tea_with_history, with_history


@pytest.fixture
def talk() -> Talk:
    """In, without any capability, on a server called Example."""
    return Talk.entered()


@pytest.fixture
def tea(talk: Talk) -> Talk:
    """In #tea with bia, its operator."""
    talk.joins("#tea", "@bia")
    return talk


@pytest.fixture
def kept_talk() -> Talk:
    """In, on a server that keeps what is said."""
    return with_history()


@pytest.fixture
def kept_tea() -> Talk:
    """In #tea there, where bia has just said "one"."""
    return tea_with_history()
