"""Which nicknames may be had: ASCII ones, or with `casemapping = "precis"` those in any script.

The libraries for the latter are imported when that is configured, and not otherwise: their tables
take 60 ms and 3 MB.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from tui_chat.wire.names import Casemapping, is_nickname

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_CHEROKEE: Final = re.compile("[\u13a0-\u13ff\uab70-\uabbf]")
_SMALL_CAPITAL: Final = re.compile("LATIN LETTER SMALL CAPITAL ([A-Z])")
_SMALL_CAPITALS: Final = (range(0x0250, 0x02B0), range(0x1D00, 0x1D80), range(0xA720, 0xA800))
"""The blocks of Unicode that have any."""
_MOST_BYTES: Final = 128
"""A reply must have room for two nicknames."""
_HARDLY_DIFFERENT: Final = str.maketrans("1i0", "llo")


def nickname_rule(casemapping: Casemapping) -> Callable[[str, int], bool]:
    """The function that says whether a nickname is allowed; it is given the most characters."""
    return is_unicode_nickname if casemapping is Casemapping.PRECIS else is_nickname


def is_unicode_nickname(name: str, longest: int) -> bool:
    """Whether it is an identifier of RFC 8265 (UsernameCaseMapped), its ASCII as in RFC 2812."""
    if name.isascii():
        return is_nickname(name, longest)
    if len(name) > longest or len(name.encode()) > _MOST_BYTES:
        return False
    # A letter in place of every other one that is: what is left must be a nickname of old.
    if not is_nickname(_NOT_ASCII.sub("x", name), longest):
        return False
    if unicodedata.category(name[0]).startswith("M") or _mixes_cherokee(name):
        return False  # a mark without a letter would stand on what precedes the name
    from precis_i18n import get_profile  # noqa: PLC0415 - only here, see above

    try:
        enforced: str = get_profile("UsernameCasePreserved").enforce(name)
    except UnicodeEncodeError:
        return False
    return enforced == name


def _mixes_cherokee(name: str) -> bool:
    """Whether there are Cherokee letters among others: they look like those of many scripts."""
    others = _CHEROKEE.sub("", name)
    return others != name and any(map(str.isalpha, others))


@lru_cache(maxsize=100_000)
def skeletons(name: str) -> frozenset[str]:
    """What a name may be taken for (UTS 39): as it is written, in small and in capital letters.

    All of these, because names are the same in whatever case: the small Cyrillic te is like no
    ASCII letter, but the capital is. And with a sharp s, capital or not, as two letters.
    A name of ASCII alone has one. What is hardly told apart in most fonts (`1`, `I`, `l`) is equal.
    """
    if name.isascii():
        return frozenset((name.lower().translate(_HARDLY_DIFFERENT),))
    table = _prototypes()
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name))
    found = set()
    for written in letters, letters.lower(), letters.upper(), letters.casefold():
        read = "".join(
            table.get(one) or table.get(one.swapcase()) or one.lower() for one in written
        )
        found.add(unicodedata.normalize("NFC", read.lower()).translate(_HARDLY_DIFFERENT))
    return frozenset(found)


@cache
def _prototypes() -> dict[str, str]:
    """The ASCII letters and digits that characters of other scripts are taken for."""
    from confusable_homoglyphs.confusables import (  # type: ignore[import-untyped] # noqa: PLC0415
        confusables_data,
    )

    found: dict[str, str] = {}
    for character, others in confusables_data.items():
        if not character.isascii():
            ascii_ones = (one["c"] for one in others if one["c"].isascii() and one["c"].isalnum())
            prototype = min(ascii_ones, default="", key=lambda text: (not text.islower(), text))
            if prototype:
                found[character] = prototype
    for code in chain(*_SMALL_CAPITALS):
        small = _SMALL_CAPITAL.fullmatch(unicodedata.name(chr(code), ""))
        if small:
            found[chr(code)] = small[1].lower()
    return found
