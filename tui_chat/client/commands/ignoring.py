"""Commands for what is shown and notified: /ignore, /unignore, /mute, /notify, /highlight."""

from typing import Final

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.registry import command, names_in
from tui_chat.client.commands.table import Argument
from tui_chat.client.language.i18n import _, marked
from tui_chat.client.session import Level
from tui_chat.client.session.model.rules import MOST_WORDS

_LEVELS: Final = {
    "all": Level.ALL,
    "tudo": Level.ALL,
    "mentions": Level.MENTIONS,
    "menções": Level.MENTIONS,
    "nothing": Level.NOTHING,
    "nada": Level.NOTHING,
}
_TOLD: Final = {
    Level.ALL: marked("Everything that is said here calls you."),
    Level.MENTIONS: marked("What is said here calls you when it names you."),
    Level.NOTHING: marked("Nothing that is said here calls you or counts."),
}


@command(
    "ignore",
    "ignorar",
    takes=(Argument.NICK,),
    usage=marked("[NICK or MASK]"),
    purpose=marked("show nothing of a person any more, or tell of whom"),
)
def ignore(context: CommandContext, words: list[str]) -> None:
    """Ignore people, or list the ignored ones."""
    for name in names_in(words[0]) if words else ():
        mask = context.session.ignore(name)
        text = _("Nothing of {who} is shown any more; /unignore {who} ends it.")
        context.tell(text.format(who=_who(mask or name)))
    if words:
        return
    rules = context.session.rules
    quiet = [*rules.ignored, *rules.muted]
    if quiet:
        context.tell(_("Not heard: {masks}").format(masks=" ".join(map(_who, quiet))))
    else:
        context.tell(_("Nobody is ignored."))


@command(
    "unignore",
    "designorar",
    takes=(Argument.NICK,),
    least=1,
    usage=marked("NICK or MASK"),
    purpose=marked("hear a person again"),
)
def unignore(context: CommandContext, words: list[str]) -> None:
    """Undo ignoring and muting."""
    for name in names_in(words[0]):
        mask = context.session.unignore(name)
        if mask:
            context.tell(_("{who} is heard again.").format(who=_who(mask)))
        else:
            context.complain(_("{who} is not ignored.").format(who=name))


@command(
    "mute",
    "silenciar",
    takes=(Argument.NICK,),
    usage=marked("[NICK or MASK]"),
    purpose=marked("let this page, or a person, never call you"),
)
def mute(context: CommandContext, words: list[str]) -> None:
    """Mute a person, or the open buffer; a second time undoes it for the buffer."""
    for name in names_in(words[0]) if words else ():
        mask = context.session.mute(name)
        text = _("What {who} says does not call you; /unignore {who} ends it.")
        context.tell(text.format(who=_who(mask or name)))
    if words:
        return
    if context.session.level(context.buffer) is Level.NOTHING:
        usual = context.session.usual_level(context.buffer)
        _set_level(context, Level.MENTIONS if usual is Level.NOTHING else usual)
    else:
        _set_level(context, Level.NOTHING)


@command(
    "notify",
    "avisos",
    takes=(Argument.WORD,),
    usage=marked("[all|mentions|nothing]"),
    purpose=marked("say what on this page calls you"),
)
def notify(context: CommandContext, words: list[str]) -> None:
    """Set the level of the open buffer, or show it."""
    if not words:
        context.tell(_(_TOLD[context.session.level(context.buffer)]))
        return
    level = _LEVELS.get(words[0].lower())
    if level is None:
        context.complain(_("It is one of: all, mentions, nothing."))
    else:
        _set_level(context, level)


@command(
    "highlight",
    "hilight",
    "destacar",
    takes=(Argument.TEXT,),
    usage=marked("[WORD]"),
    purpose=marked("let a word call you as your name does, or tell which do"),
)
def highlight(context: CommandContext, words: list[str]) -> None:
    """Add a word, or list the words."""
    if not words:
        called = ", ".join(context.session.rules.words)
        tells = _("What calls you besides your name: {words}").format(words=called)
        context.tell(tells if called else _("Only your name calls you."))
    elif context.session.highlight(words[0]):
        text = _("{word} calls you from now on; /unhighlight {word} ends it.")
        context.tell(text.format(word=words[0]))
    elif len(context.session.rules.words) < MOST_WORDS:
        context.tell(_("{word} calls you already.").format(word=words[0]))
    else:
        context.complain(_("So many words call you: /unhighlight one of them first."))


@command(
    "unhighlight",
    "unhilight",
    "semdestaque",
    takes=(Argument.HIGHLIGHT,),
    least=1,
    usage=marked("WORD"),
    purpose=marked("let a word call you no more"),
)
def unhighlight(context: CommandContext, words: list[str]) -> None:
    """Remove a word."""
    word = context.session.unhighlight(words[0])
    if word:
        context.tell(_("{word} calls you no more.").format(word=word))
    else:
        context.complain(_("{word} does not call you.").format(word=words[0]))


def _who(mask: str) -> str:
    """A person, as people call them: `nick!*@*` is anybody of that nickname."""
    return mask.removesuffix("!*@*")


def _set_level(context: CommandContext, level: Level) -> None:
    context.session.set_level(context.buffer, level)
    context.tell(_(_TOLD[level]))
