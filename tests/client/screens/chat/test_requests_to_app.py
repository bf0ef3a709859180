"""What the chat screen asks for is what the application does."""

import pytest
from textual.message import Message

from tui_chat.client.app import ChatApp
from tui_chat.client.screens.chat import requests_to_app

REQUESTS = [
    each
    for each in vars(requests_to_app).values()
    if isinstance(each, type) and issubclass(each, Message) and each is not Message
]


def test_there_are_requests() -> None:
    assert len(REQUESTS) >= 8


@pytest.mark.parametrize("request_", REQUESTS)
def test_the_application_answers_each(request_: type[Message]) -> None:
    assert callable(getattr(ChatApp, request_.handler_name))
