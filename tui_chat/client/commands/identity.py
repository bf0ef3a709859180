"""Commands about accounts: /register, /verify, /login."""

from tui_chat.client.commands.command_context import Desk
from tui_chat.client.commands.registry import command
from tui_chat.client.commands.table import Argument
from tui_chat.client.language.i18n import marked


@command(
    "register",
    "registrar",
    takes=(Argument.WORD, Argument.WORD),
    least=1,
    usage=marked("PASSWORD [EMAIL]"),
    purpose=marked("make your name yours, with a password"),
)
def register(desk: Desk, words: list[str]) -> None:
    """Make an account of our nickname."""
    desk.session.register(*words)


@command(
    "verify",
    "confirmar",
    takes=(Argument.WORD, Argument.WORD),
    least=2,
    usage=marked("ACCOUNT CODE"),
    purpose=marked("give the code that was sent to you"),
)
def verify(desk: Desk, words: list[str]) -> None:
    """Complete the account."""
    desk.session.verify(*words)


@command(
    "login",
    "autenticar",
    takes=(Argument.WORD, Argument.WORD),
    least=1,
    usage=marked("[ACCOUNT] PASSWORD"),
    purpose=marked("say that an account is yours"),
)
def login(desk: Desk, words: list[str]) -> None:
    """Log in; without an account's name to that of our nickname."""
    *account, password = words
    desk.session.log_in(account[0] if account else desk.session.nick, password)
