import pytest

from tui_chat.client.commands.password_detection import holds_secret


@pytest.mark.parametrize(
    "line",
    [
        "/login hunter2",
        "/LOGIN ana hunter2",
        "/log h",
        "/register hunter2 ana@host.example",
        "/registrar hunter2",
        "/autenticar ana hunter2",
        "/msg NickServ IDENTIFY hunter2",
        "/m nickserv identify ana hunter2",
        "/msg NickServ@services.example register hunter2",
        "/raw PASS hunter2",
        "/raw oper ana hunter2",
    ],
)
def test_a_line_with_a_password_is_known(line: str) -> None:
    assert holds_secret(line)


@pytest.mark.parametrize(
    "line",
    [
        "hello",
        "login hunter2 is what I typed",
        "/login",
        "//login is how one logs in",
        "/msg bia register yourself",
        "/topic pass the salt",
        "/msg NickServ HELP",
        "/raw PING x",
        "/nosuch login x",
        "",
    ],
)
def test_others_are_not_taken_for_one(line: str) -> None:
    assert not holds_secret(line)
