"""How safe a connection is, in words."""

import pytest

from tui_chat.client.connection_security import Recognised, Security


@pytest.mark.parametrize(
    ("recognised", "word", "sentence"),
    [
        (Recognised.NOTHING, "not encrypted", "Not encrypted: others on the network"),
        (Recognised.OURS, "on this computer", "part of this program"),
        (Recognised.NEW, "encrypted", "fingerprint abcd."),
        (Recognised.SAME, "encrypted", "The same server as last time."),
        (Recognised.ACCEPTED, "encrypted", "is remembered: abcd."),
        (Recognised.CERTIFIED, "verified", "Tea Trust vouches for the server."),
    ],
)
def test_it_is_said_shortly_and_whole(recognised: Recognised, word: str, sentence: str) -> None:
    security = Security(recognised, "abcd", "Tea Trust")
    assert security.word == word
    assert sentence in security.sentence
    assert security.encrypted is (recognised not in {Recognised.NOTHING, Recognised.OURS})
