from collections.abc import Callable

import pytest

from tests.server.world import World
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.client_tags import ClientTags


@pytest.mark.parametrize(
    ("denied", "left"),
    [
        ("", ["+typing", "+draft/react"]),
        ("typing", ["+draft/react"]),
        ("typing,draft/react", []),
        ("*", []),
        ("*,-typing", ["+typing"]),
        ("-typing", ["+typing", "+draft/react"]),
    ],
)
def test_what_is_denied_is_not_passed_on(denied: str, left: list[str]) -> None:
    tags = {"+typing": "active", "+draft/react": "x", "label": "1", "msgid": "forged"}
    assert list(ClientTags(denied).passed_on(tags)) == left


def test_denied_tags_are_announced_and_left_out(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), client_tags_denied="*,-typing"))
    alice, bob = net.enter("alice"), net.enter("bob", "message-tags")
    alice.says("@+typing=active;+x=1 PRIVMSG bob hi")
    assert bob.hears() == [f"@msgid={net.msgid};+typing=active :alice!alice@host PRIVMSG bob hi"]
    assert any(" CLIENTTAGDENY=*,-typing " in line for line in alice.asks("ISUPPORT"))
