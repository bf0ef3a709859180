import pytest

from tests.client.commands.noted_context import NotedContext
from tests.client.session.talk import Talk


@pytest.fixture
def talk() -> Talk:
    """In #tea with bia, and in conversation with caio."""
    talk = Talk.entered()
    talk.joins("#tea", "@bia")
    talk.session.talk_to("caio")
    talk.happened()
    return talk


@pytest.fixture
def channel_context(talk: Talk) -> NotedContext:
    return NotedContext(talk, "#tea")


@pytest.fixture
def person_context(talk: Talk) -> NotedContext:
    return NotedContext(talk, "caio")
