"""Commands for sending: /msg, /say, /notice, /me, /shrug, /upload, /nickserv."""

from typing import Final

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_helpers import (
    names_in,
    online,
    warn_of_ignored,
    within_reach,
)
from tui_chat.client.commands.command_table_and_parser import Argument, command
from tui_chat.client.language.i18n import marked

_SHRUG: Final = r"¯\_(ツ)_/¯"


@command(
    "msg",
    "m",
    "w",
    takes=(Argument.NICK, Argument.TEXT),
    least=2,
    usage=marked("NICK TEXT"),
    purpose=marked("send a message to a person or channel"),
)
def msg(context: CommandContext, words: list[str]) -> None:
    """Send a message without opening a buffer, to each of a list; `*` is the open buffer."""
    _say_to_each(context, *words)


@command(
    "say",
    "dizer",
    takes=(Argument.TEXT,),
    least=1,
    usage=marked("TEXT"),
    purpose=marked("send text here, even if it begins with a slash"),
)
def say(context: CommandContext, words: list[str]) -> None:
    """Send it to the open buffer."""
    context.session.say(context.buffer, words[0], context.now())


@command(
    "notice",
    takes=(Argument.NICK, Argument.TEXT),
    least=2,
    usage=marked("NICK TEXT"),
    purpose=marked("send a notice, which bots do not answer"),
)
def notice(context: CommandContext, words: list[str]) -> None:
    """Send a notice, to the same targets as `msg`."""
    _say_to_each(context, *words, notice=True)


def _say_to_each(context: CommandContext, names: str, text: str, *, notice: bool = False) -> None:
    say_here = context.session.notice if notice else context.session.say
    reached = within_reach(context, names_in(names))
    for name in reached:
        if name == "*":
            say_here(context.buffer, text, context.now())
        else:
            context.session.say_to(name, text, context.now(), notice=notice)
    if reached == names_in(names) != ["*"]:
        context.sent_to(names, text)
    warn_of_ignored(context, reached)


@command(
    "me", takes=(Argument.TEXT,), least=1, usage=marked("TEXT"), purpose=marked("say what you do")
)
def me(context: CommandContext, words: list[str]) -> None:
    """Send it to the open buffer."""
    context.session.act(context.buffer, words[0], context.now())


@command("shrug", takes=(Argument.TEXT,), usage=marked("[TEXT]"), purpose=marked("shrug"))
def shrug(context: CommandContext, words: list[str]) -> None:
    """Send the text with a shrug behind it."""
    context.session.say(context.buffer, " ".join([*words, _SHRUG]), context.now())


@command(
    "upload",
    "enviar",
    takes=(Argument.TEXT,),
    least=1,
    usage=marked("PATH"),
    purpose=marked("send a file to everybody here"),
)
@online
def upload(context: CommandContext, words: list[str]) -> None:
    """Send the file, then its address to the open buffer."""
    context.upload(words[0])


def _add_service_command(name: str, short: str, purpose: str) -> None:
    """Add a command that sends its text to a service, as most IRC clients have it."""

    @command(name.lower(), short, takes=(Argument.TEXT,), usage=marked("[TEXT]"), purpose=purpose)
    @online
    def ask_service(context: CommandContext, words: list[str]) -> None:
        """Send the text; without one, ask what the service can do."""
        _say_to_each(context, name, words[0] if words else "HELP")


_add_service_command("NickServ", "ns", marked("talk to NickServ, which manages accounts"))
_add_service_command("ChanServ", "cs", marked("talk to ChanServ, which manages channels"))
