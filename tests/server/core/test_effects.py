"""What the core orders: a speech is the same as its messages one by one."""

import pytest

from tui_chat.server.core.effects import Speech
from tui_chat.server.core.events import Millis
from tui_chat.wire.source import Source

ALICE = Source("alice!a@host")


def test_a_speech_is_messages_with_ids_of_their_own_and_tags_of_all() -> None:
    speech = Speech(
        ALICE, "#tea", ("one", "two words"), ("m1", "m2"), {"account": "ally"}, Millis(0)
    )
    assert [str(message) for message in speech.messages()] == [
        "@msgid=m1;account=ally :alice!a@host PRIVMSG #tea one",
        "@msgid=m2;account=ally :alice!a@host PRIVMSG #tea :two words",
    ]


def test_a_text_without_an_id_is_a_mistake_of_ours() -> None:
    speech = Speech(ALICE, "#tea", ("one", "two"), ("m1",), {}, Millis(0))
    with pytest.raises(ValueError, match="shorter"):
        speech.messages()
