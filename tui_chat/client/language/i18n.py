"""The words a person reads, in their language.

Every visible string goes through `_` or `ngettext`, its places filled in afterwards with
`str.format`, so that a translation may reorder them. A string that must stand in a table before
the language is known is `marked` there and goes through `_` where it is shown.
"""

from typing import Protocol


class Catalogue(Protocol):
    """What `gettext.NullTranslations` and its kin offer."""

    def gettext(self, message: str) -> str:
        """The translation of `message`, or `message`."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The translation in the form that the count `n` asks for."""


class _English:
    """The language that the strings are written in. Importing gettext for it would cost time."""

    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if n == 1 else msgid2


_catalogue: Catalogue = _English()


def speak(catalogue: Catalogue) -> None:
    """Use `catalogue` for every string from now on."""
    global _catalogue  # noqa: PLW0603 - one process speaks one language, as with gettext.install
    _catalogue = catalogue


def _(text: str) -> str:
    """`text` in the person's language."""
    # Of nothing, gettext gives what it knows about the catalogue.
    return _catalogue.gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """`one` or `many`, as `count` asks, in the person's language."""
    return _catalogue.ngettext(one, many, count)


def marked(text: str) -> str:
    """`text` itself: a mark for the collector of strings, where it is too early to translate."""
    return text
