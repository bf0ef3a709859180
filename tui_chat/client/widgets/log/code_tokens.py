"""Words, texts, numbers and comments of a program: enough to colour it in a chat.

One pattern for each family of languages, instead of a library: it takes no time to load, and
no text that a stranger writes makes it slow.
"""

import enum
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple


class TokenKind(enum.Enum):
    """The kind of a token of program code."""

    COMMENT = "comment"
    STRING = "string"
    NUMBER = "number"
    KEYWORD = "keyword"


class Token(NamedTuple):
    """Characters of a program, as for slicing."""

    start: int
    end: int
    kind: TokenKind


class _Family(NamedTuple):
    """Patterns of languages that look alike, and their keywords."""

    comment: str
    string: str
    keywords: frozenset[str]
    ignore_case: bool = False


# What is never closed ends with the line, or with the program: each character is looked at once.
_QUOTED: Final = r'"(?:\\.|[^"\\\n])*"?'
_SINGLE: Final = r"'(?:\\.|[^'\\\n])*'?"
_LETTER: Final = r"'(?:\\[^\n]|[^'\\\n])'"
_TRIPLE: Final = r'"""(?:.*?"""|.*)' + r"|'''(?:.*?'''|.*)"
_BACKTICK: Final = r"`(?:[^`]*`|[^`]*)"
_HASH: Final = r"#[^\n]*"
_SLASHES: Final = r"//[^\n]*|/\*(?:.*?\*/|.*)"

_C: Final = (
    "auto bool break case char class const continue default do double else enum extern false float"
    " for goto if inline int long namespace new nullptr private protected public return short"
    " signed sizeof static struct switch template this throw true try typedef typename union"
    " unsigned using virtual void volatile while NULL #include #define #ifdef #ifndef #endif #if"
)
_JAVA: Final = (
    "abstract assert boolean break byte case catch char class const continue default do double else"
    " enum extends false final finally float for fun if implements import in instanceof int"
    " interface internal is long namespace new null object out override package private protected"
    " public readonly record return sealed short static string super switch this throw throws true"
    " try using val var virtual void when while yield"
)
_SCRIPT: Final = (
    "any as async await boolean break case catch class const continue default delete do else enum"
    " export extends false finally for from function get if implements import in instanceof"
    " interface let new null number of private public readonly return set static string super"
    " switch this throw true try type typeof undefined var void while yield"
)
_PYTHON: Final = (
    "and as assert async await break case class continue def del elif else except False finally for"
    " from global if import in is lambda match None nonlocal not or pass raise return self True try"
    " while with yield"
)
_RUBY: Final = (
    "alias and begin break case class def defined do else elsif end ensure false for if in include"
    " module next nil not or private puts raise require rescue return self super then true unless"
    " until when while yield"
)
_GO: Final = (
    "bool break byte case chan const continue default defer else error false for func go if import"
    " int interface map nil package range return rune select string struct switch true type var"
)
_RUST: Final = (
    "as async await bool break const continue crate dyn else enum false fn for i32 i64 if impl in"
    " let loop match mod move mut None Ok Err pub ref return self Self Some static str String"
    " struct super trait true type u8 u32 u64 unsafe use usize where while"
)
_SHELL: Final = (
    "case cd do done echo elif else esac exit export fi for function if in local read return set"
    " shift sudo then until while"
)
_SQL: Final = (
    "all alter and as asc by case create database default delete desc distinct drop else end exists"
    " foreign from group having in index inner insert into is join key left like limit not null on"
    " or order outer primary references right select set table then union unique update values"
    " view when where with"
)
_DATA: Final = "true false null yes no on off"


def _family(comment: str, string: str, keywords: str, *, ignore_case: bool = False) -> _Family:
    return _Family(comment, string, frozenset(keywords.split()), ignore_case)


_FAMILIES: Final[Mapping[str, _Family]] = {
    "python py python3 pycon": _family(_HASH, f"{_TRIPLE}|{_QUOTED}|{_SINGLE}", _PYTHON),
    "ruby rb": _family(_HASH, f"{_QUOTED}|{_SINGLE}", _RUBY),
    "sh bash shell zsh console fish": _family(
        r"(?<![^\s;])#[^\n]*", f"{_QUOTED}|{_SINGLE}", _SHELL
    ),
    "c h cpp c++ cc hpp cxx arduino": _family(_SLASHES, f"{_QUOTED}|{_LETTER}", _C),
    "java kotlin kt c# cs csharp scala dart": _family(_SLASHES, f"{_QUOTED}|{_LETTER}", _JAVA),
    "javascript js jsx typescript ts tsx php": _family(
        _SLASHES, f"{_QUOTED}|{_SINGLE}|{_BACKTICK}", _SCRIPT
    ),
    "go golang": _family(_SLASHES, f"{_QUOTED}|{_LETTER}|{_BACKTICK}", _GO),
    "rust rs": _family(_SLASHES, f"{_QUOTED}|{_LETTER}", _RUST),
    "sql sqlite postgresql mysql": _family(
        r"--[^\n]*|/\*(?:.*?\*/|.*)", f"{_SINGLE}|{_QUOTED}", _SQL, ignore_case=True
    ),
    "json json5 jsonc": _family(_SLASHES, _QUOTED, _DATA),
    "yaml yml toml ini conf dockerfile makefile": _family(
        r"(?<![^\s])#[^\n]*", f"{_QUOTED}|{_SINGLE}", _DATA
    ),
    "css": _family(r"/\*(?:.*?\*/|.*)", f"{_QUOTED}|{_SINGLE}", ""),
}


@cache
def _languages() -> Mapping[str, _Family]:
    return {name: family for names, family in _FAMILIES.items() for name in names.split()}


@cache
def _pattern(family: _Family) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<comment>{family.comment})|(?P<string>{family.string})"
        r"|(?P<keyword>#?[^\W\d]\w*)|(?P<number>\d[\w.]*)",
        re.DOTALL,
    )


def tokens(program: str, language: str) -> Iterator[Token]:
    """The tokens of a program that have a colour, in order; none in a language unknown to us."""
    family = _languages().get(language)
    if family is None:
        return
    for match in _pattern(family).finditer(program):
        kind = TokenKind(match.lastgroup)
        word = match[0].lower() if family.ignore_case else match[0]
        if kind is not TokenKind.KEYWORD or word in family.keywords:
            yield Token(*match.span(), kind)
