"""Commands for speaking: /msg, /say, /notice, /me, /topic."""

from tui_chat.client.commands.command_context import Desk
from tui_chat.client.commands.registry import channel_meant, command, names_in, online
from tui_chat.client.commands.table import Argument
from tui_chat.client.language.i18n import marked


@command(
    "msg",
    "m",
    "w",
    takes=(Argument.NICK, Argument.TEXT),
    least=2,
    usage=marked("NICK TEXT"),
    purpose=marked("say something to one person or channel"),
)
def msg(desk: Desk, words: list[str]) -> None:
    """Say it, without opening the page; to each of several with commas. `*` is where we are."""
    _say_to_each(desk, *words)


@command(
    "say",
    "dizer",
    takes=(Argument.TEXT,),
    least=1,
    usage=marked("TEXT"),
    purpose=marked("say something here, also what begins with a slash"),
)
def say(desk: Desk, words: list[str]) -> None:
    """Say it here."""
    desk.session.say(desk.buffer, words[0], desk.now())


@command(
    "notice",
    takes=(Argument.NICK, Argument.TEXT),
    least=2,
    usage=marked("NICK TEXT"),
    purpose=marked("say something as a notice, which programs do not answer"),
)
def notice(desk: Desk, words: list[str]) -> None:
    """Say it, to whom and where as `msg` does."""
    _say_to_each(desk, *words, notice=True)


def _say_to_each(desk: Desk, names: str, text: str, *, notice: bool = False) -> None:
    say_here = desk.session.notice if notice else desk.session.say
    for name in names_in(names):
        if name == "*":
            say_here(desk.buffer, text, desk.now())
        else:
            desk.session.say_to(name, text, desk.now(), notice=notice)


@command(
    "me", takes=(Argument.TEXT,), least=1, usage=marked("TEXT"), purpose=marked("say what you do")
)
def me(desk: Desk, words: list[str]) -> None:
    """Say it here."""
    desk.session.act(desk.buffer, words[0], desk.now())


@command(
    "topic",
    "t",
    takes=(Argument.TEXT,),
    usage=marked("[CHANNEL] [TEXT]"),
    purpose=marked("tell or set what this channel is about"),
)
@online
def topic(desk: Desk, words: list[str]) -> None:
    """Set it, or have it told."""
    name, text = channel_meant(desk, words[0] if words else "")
    if name is None:
        return
    if text:
        desk.session.set_topic(name, text)
    else:
        desk.session.ask_topic(name)
