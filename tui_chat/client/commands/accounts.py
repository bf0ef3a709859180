"""Commands about accounts: /register, /verify, /login, /oper, /stay, /keys."""

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_helpers import online
from tui_chat.client.commands.command_table_and_parser import Argument, command
from tui_chat.client.language.i18n import _, marked


@command(
    "register",
    "registrar",
    takes=(Argument.WORD, Argument.WORD),
    least=1,
    usage=marked("PASSWORD [EMAIL]"),
    purpose=marked("register your nickname"),
)
def register(context: CommandContext, words: list[str]) -> None:
    """Register an account for our nickname."""
    context.session.register(*words)


@command(
    "verify",
    "confirmar",
    takes=(Argument.WORD, Argument.WORD),
    least=2,
    usage=marked("ACCOUNT CODE"),
    purpose=marked("confirm your account with the code you received"),
)
def verify(context: CommandContext, words: list[str]) -> None:
    """Complete the registration of the account."""
    context.session.verify(*words)


@command(
    "login",
    "autenticar",
    takes=(Argument.WORD, Argument.WORD),
    least=1,
    usage=marked("[ACCOUNT] PASSWORD"),
    purpose=marked("log in to your account"),
)
def login(context: CommandContext, words: list[str]) -> None:
    """Log in; without an account name, to the account of the nickname that we want."""
    *account, password = words
    context.session.log_in(account[0] if account else context.session.wanted_nick, password)


@command(
    "oper",
    takes=(Argument.WORD, Argument.TEXT),
    least=2,
    usage=marked("NAME PASSWORD"),
    purpose=marked("become an operator of the server"),
)
@online
def oper(context: CommandContext, words: list[str]) -> None:
    """Log in as one of the operators that the server's configuration names."""
    name, password = words
    context.session.send_raw(f"OPER {name} :{password}")


_CHOICES = frozenset({"", "on", "off", "default"})


@command(
    "stay",
    "ficar",
    takes=(Argument.WORD,),
    usage=marked("[on|off|default]"),
    purpose=marked("show or choose whether you stay on the network when you quit"),
)
@online
def stay(context: CommandContext, words: list[str]) -> None:
    """Ask whether the server keeps us, or have it do so or not."""
    wanted = words[0].lower() if words else ""
    if wanted in _CHOICES:
        context.session.ask_persistence(wanted)
    else:
        context.complain(_("Usage: /stay [on|off|default]"))


@command(
    "keys",
    "chaves",
    takes=(Argument.WORD, Argument.WORD),
    usage=marked("[add|remove FINGERPRINT]"),
    purpose=marked("list, add or remove the keys that log you in"),
)
@online
def keys(context: CommandContext, words: list[str]) -> None:
    """Manage the ssh keys and certificates of our account; `add` adds the one we came with."""
    match [words[0].lower(), *words[1:]] if words else []:
        case []:
            context.session.manage_keys("LIST")
        case ["add"]:
            context.session.manage_keys("ADD")
        case ["remove", fingerprint]:
            context.session.manage_keys("DEL", fingerprint)
        case _:
            context.complain(_("Usage: /keys, /keys add or /keys remove FINGERPRINT"))
