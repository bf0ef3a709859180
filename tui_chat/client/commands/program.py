"""Commands about the program: /connect, /reconnect, /help, /quit, /raw."""

from tui_chat.client.commands.command_context import Desk
from tui_chat.client.commands.registry import TABLE, command, online
from tui_chat.client.commands.table import Argument
from tui_chat.client.connect.server_address import AddressError, parse_address
from tui_chat.client.language.i18n import _, marked


@command(
    "connect",
    "conectar",
    "server",
    takes=(Argument.WORD, Argument.WORD),
    least=1,
    usage=marked("HOST [PORT]"),
    purpose=marked("connect to one more server"),
)
def connect(desk: Desk, words: list[str]) -> None:
    """`/connect irc.example 6697`, or any other way to write an address."""
    try:
        desk.connect(parse_address(*words))
    except AddressError as error:
        desk.complain(str(error))


@command("reconnect", purpose=marked("connect to the server again, now"))
def reconnect(desk: Desk, _words: list[str]) -> None:
    """Do not wait for the next attempt."""
    desk.reconnect()


@command(
    "help",
    "h",
    "ajuda",
    takes=(Argument.COMMAND,),
    usage=marked("[COMMAND]"),
    purpose=marked("tell the keys and commands"),
)
def help_(desk: Desk, words: list[str]) -> None:
    """About one command, in a line; or all of it."""
    if not words:
        desk.show_help("")
        return
    found = TABLE.find(words[0])
    if found is not None:
        desk.tell(found.help)
    else:
        desk.complain(_("There is no /{word}.").format(word=words[0].removeprefix("/")))


@command(
    "quit",
    "exit",
    "sair",
    takes=(Argument.TEXT,),
    usage=marked("[MESSAGE]"),
    purpose=marked("say goodbye and leave the program"),
)
def quit_(desk: Desk, words: list[str]) -> None:
    """Leave."""
    desk.leave(words[0] if words else "")


@command(
    "raw",
    "quote",
    takes=(Argument.TEXT,),
    least=1,
    usage=marked("LINE"),
    purpose=marked("send a line of the protocol as it is"),
)
@online
def raw(desk: Desk, words: list[str]) -> None:
    """Send it, if it is one."""
    problem = desk.session.send_raw(words[0])
    if problem:
        desk.complain(problem)
