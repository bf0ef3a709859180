import pytest

from tui_chat.server.core.events import Millis
from tui_chat.server.core.settings import Operator
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.server.core.users.operators import find_operator
from tui_chat.wire.names import Folded

ROOT = Operator("root", "hash", hosts=("*@10.*", "admin@*"))


@pytest.mark.parametrize(
    ("name", "username", "address", "found"),
    [
        ("root", "ali", "10.0.0.1", True),
        ("root", "admin", "192.0.2.1", True),
        ("root", "ali", "192.0.2.1", False),
        ("Root", "ali", "10.0.0.1", False),
    ],
)
def test_an_operator_has_a_name_and_a_place(
    name: str, username: str, address: str, found: bool
) -> None:
    user = User("a", Folded("a"), username, address, "A", Millis(0), Millis(0))
    user.host = "10.9.9.9"  # what is shown does not count
    assert (find_operator([ROOT], name, user) is ROOT) is found
