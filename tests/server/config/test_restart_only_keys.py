from msgspec.structs import replace

from tui_chat.server.config.config_schema import Config, Listen, Server
from tui_chat.server.config.restart_only_keys import changed_restart_only_keys
from tui_chat.server.core.settings import AccountPolicy


def test_only_keys_that_changed_and_need_a_restart_are_named() -> None:
    before = Config()
    after = replace(
        before,
        server=Server(name="other.example", network="Other"),
        accounts=AccountPolicy(hash_cost=3),
        listen=Listen(port=7000),
    )
    assert changed_restart_only_keys(before, after) == ("server.name", "accounts.hash_cost")
    assert changed_restart_only_keys(after, after) == ()
