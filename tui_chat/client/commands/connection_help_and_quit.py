"""Commands about the program: /connect, /reconnect, /disconnect, /help, /quit, /raw."""

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_helpers import online
from tui_chat.client.commands.command_table_and_parser import TABLE, Argument, command
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
def connect(context: CommandContext, words: list[str]) -> None:
    """Connect to one more server: `/connect irc.example 6697`, or another form of address."""
    try:
        context.connect(parse_address(*words))
    except AddressError as error:
        context.complain(str(error))


@command("reconnect", purpose=marked("reconnect now"))
def reconnect(context: CommandContext, _words: list[str]) -> None:
    """Connect again now."""
    context.reconnect()


@command("disconnect", "desconectar", purpose=marked("leave this server and take it off the list"))
def disconnect(context: CommandContext, _words: list[str]) -> None:
    """Leave a server that /connect added."""
    context.disconnect()


@command(
    "help",
    "h",
    "ajuda",
    takes=(Argument.COMMAND, Argument.TEXT),
    usage=marked("[COMMAND or WORDS]"),
    purpose=marked("show keys and commands, or search them"),
)
def help_(context: CommandContext, words: list[str]) -> None:
    """Explain one command, or show the help; of that only what has the words."""
    found = TABLE.find(words[0]) if len(words) == 1 else None
    if found is not None:
        context.tell(found.help)
    elif words and words[0].startswith("/"):
        context.complain(_("Unknown command /{word}.").format(word=words[0].removeprefix("/")))
    else:
        context.show_help(" ".join(words))


@command(
    "quit",
    "exit",
    "sair",
    takes=(Argument.TEXT,),
    usage=marked("[MESSAGE]"),
    purpose=marked("quit tui-chat"),
)
def quit_(context: CommandContext, words: list[str]) -> None:
    """Leave."""
    context.leave(words[0] if words else "")


@command(
    "raw",
    "quote",
    takes=(Argument.TEXT,),
    least=1,
    usage=marked("LINE"),
    purpose=marked("send a raw IRC line"),
)
@online
def raw(context: CommandContext, words: list[str]) -> None:
    """Send an IRC line, if it is a valid one."""
    problem = context.session.send_raw(words[0])
    if problem:
        context.complain(problem)
