"""Choosing the language of the texts: the person's own, if we have a translation."""

import gettext
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tui_chat.client.language.i18n import speak

DOMAIN: Final = "tui_chat"
FOLDER: Final = Path(__file__).with_name("locale")
ENGLISH: Final = "en"
"""The language that the strings are written in."""


def languages() -> list[str]:
    """The languages that there are, as "pt_BR"; English first."""
    catalogues = sorted(path.parent.parent.name for path in FOLDER.glob(f"*/*/{DOMAIN}.mo"))
    return [ENGLISH, *catalogues]


def choose(configured: str, environment: Mapping[str, str] = os.environ) -> str:
    """The configured language, else that of the system, else English."""
    wishes = [configured] if configured else list(_of_system(environment))
    known = languages()
    for wish in wishes:
        plain = wish.partition(".")[0].partition("@")[0].replace("-", "_")
        for language in known:
            if language.lower() == plain.lower():
                return language
        for language in known:  # another country's is easier to read than another language
            if language.partition("_")[0] == plain.lower().partition("_")[0]:
                return language
    return ENGLISH


def use(configured: str = "", environment: Mapping[str, str] = os.environ) -> str:
    """Speak the language of the person from now on; gives it."""
    language = choose(configured, environment)
    if language == ENGLISH:
        speak(gettext.NullTranslations())
    else:
        speak(gettext.translation(DOMAIN, FOLDER, [language], fallback=True))
    return language


def _of_system(environment: Mapping[str, str]) -> Iterator[str]:
    """In the order of GNU gettext: LANGUAGE counts unless the locale is that of programs."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), "")
    if locale.partition(".")[0] in {"", "C", "POSIX"}:
        return
    yield from filter(None, environment.get("LANGUAGE", "").split(":"))
    yield locale
