import gettext
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tui_chat.client.language import i18n
from tui_chat.client.language.i18n import _, marked, ngettext, speak


class Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper()

    def ngettext(self, _one: str, many: str, n: int) -> str:
        return f"{n}x{many.upper()}"


@pytest.fixture
def shouting() -> Iterator[None]:
    before = i18n._catalogue
    speak(Shouting())
    yield
    speak(before)


def test_without_a_catalogue_the_words_are_english() -> None:
    assert _("hello") == marked("hello") == "hello"
    assert [ngettext("one", "many", count) for count in (0, 1, 2)] == ["many", "one", "many"]


@pytest.mark.usefixtures("shouting")
def test_a_catalogue_is_used_from_when_it_is_given() -> None:
    assert _("hello") == "HELLO"
    assert ngettext("one", "many", 5) == "5xMANY"
    assert marked("hello") == "hello"


def test_importing_it_does_not_load_gettext() -> None:
    program = "import sys, tui_chat.client.language.i18n; sys.exit('gettext' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
