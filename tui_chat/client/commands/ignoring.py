"""Commands for whom and what to hear: /ignore, /unignore, /mute, /notify, /highlight."""

from typing import Final

from tui_chat.client.commands.command_context import Desk
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
def ignore(desk: Desk, words: list[str]) -> None:
    """Ignore them, or tell whom we do."""
    for name in names_in(words[0]) if words else ():
        mask = desk.session.ignore(name)
        text = _("Nothing of {who} is shown any more; /unignore {who} ends it.")
        desk.tell(text.format(who=_who(mask or name)))
    if words:
        return
    rules = desk.session.rules
    quiet = [*rules.ignored, *rules.muted]
    if quiet:
        desk.tell(_("Not heard: {masks}").format(masks=" ".join(map(_who, quiet))))
    else:
        desk.tell(_("Nobody is ignored."))


@command(
    "unignore",
    "designorar",
    takes=(Argument.NICK,),
    least=1,
    usage=marked("NICK or MASK"),
    purpose=marked("hear a person again"),
)
def unignore(desk: Desk, words: list[str]) -> None:
    """Hear them again, ignored or muted."""
    for name in names_in(words[0]):
        mask = desk.session.unignore(name)
        if mask:
            desk.tell(_("{who} is heard again.").format(who=_who(mask)))
        else:
            desk.complain(_("{who} is not ignored.").format(who=name))


@command(
    "mute",
    "silenciar",
    takes=(Argument.NICK,),
    usage=marked("[NICK or MASK]"),
    purpose=marked("let this page, or a person, never call you"),
)
def mute(desk: Desk, words: list[str]) -> None:
    """Mute a person, or the place here; a second time the place is as before."""
    for name in names_in(words[0]) if words else ():
        mask = desk.session.mute(name)
        text = _("What {who} says does not call you; /unignore {who} ends it.")
        desk.tell(text.format(who=_who(mask or name)))
    if words:
        return
    if desk.session.level(desk.buffer) is Level.NOTHING:
        usual = desk.session.usual_level(desk.buffer)
        _set_level(desk, Level.MENTIONS if usual is Level.NOTHING else usual)
    else:
        _set_level(desk, Level.NOTHING)


@command(
    "notify",
    "avisos",
    takes=(Argument.WORD,),
    usage=marked("[all|mentions|nothing]"),
    purpose=marked("say what on this page calls you"),
)
def notify(desk: Desk, words: list[str]) -> None:
    """Set the level, or tell it."""
    if not words:
        desk.tell(_(_TOLD[desk.session.level(desk.buffer)]))
        return
    level = _LEVELS.get(words[0].lower())
    if level is None:
        desk.complain(_("It is one of: all, mentions, nothing."))
    else:
        _set_level(desk, level)


@command(
    "highlight",
    "hilight",
    "destacar",
    takes=(Argument.TEXT,),
    usage=marked("[WORD]"),
    purpose=marked("let a word call you as your name does, or tell which do"),
)
def highlight(desk: Desk, words: list[str]) -> None:
    """Add the word, or tell which there are."""
    if not words:
        called = ", ".join(desk.session.rules.words)
        tells = _("What calls you besides your name: {words}").format(words=called)
        desk.tell(tells if called else _("Only your name calls you."))
    elif desk.session.highlight(words[0]):
        text = _("{word} calls you from now on; /unhighlight {word} ends it.")
        desk.tell(text.format(word=words[0]))
    elif len(desk.session.rules.words) < MOST_WORDS:
        desk.tell(_("{word} calls you already.").format(word=words[0]))
    else:
        desk.complain(_("So many words call you: /unhighlight one of them first."))


@command(
    "unhighlight",
    "unhilight",
    "semdestaque",
    takes=(Argument.HIGHLIGHT,),
    least=1,
    usage=marked("WORD"),
    purpose=marked("let a word call you no more"),
)
def unhighlight(desk: Desk, words: list[str]) -> None:
    """Take the word away."""
    word = desk.session.unhighlight(words[0])
    if word:
        desk.tell(_("{word} calls you no more.").format(word=word))
    else:
        desk.complain(_("{word} does not call you.").format(word=words[0]))


def _who(mask: str) -> str:
    """A person, as people call them: `nick!*@*` is anybody of that nickname."""
    return mask.removesuffix("!*@*")


def _set_level(desk: Desk, level: Level) -> None:
    desk.session.set_level(desk.buffer, level)
    desk.tell(_(_TOLD[level]))
