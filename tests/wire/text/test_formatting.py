import pytest

from tui_chat.wire.text.formatting import (
    Span,
    TextStyle,
    encode_formatting,
    parse_formatting,
    strip_formatting,
)

BOLD = TextStyle(bold=True)


@pytest.mark.parametrize(
    ("text", "plain", "spans"),
    [
        ("", "", ()),
        ("plain", "plain", ()),
        ("olá 😀", "olá 😀", ()),
        ("a\x02b\x02c", "abc", (Span(1, 2, BOLD),)),
        ("a\x02b", "ab", (Span(1, 2, BOLD),)),
        ("\x02\x02a", "a", ()),
        ("\x02", "", ()),
        ("\x1da", "a", (Span(0, 1, TextStyle(italic=True)),)),
        ("\x1fa", "a", (Span(0, 1, TextStyle(underline=True)),)),
        ("\x1ea", "a", (Span(0, 1, TextStyle(strikethrough=True)),)),
        ("\x11a", "a", (Span(0, 1, TextStyle(monospace=True)),)),
        ("\x16a", "a", (Span(0, 1, TextStyle(reverse=True)),)),
        ("\x02a\x0fb", "ab", (Span(0, 1, BOLD),)),
        ("\x02a\x1db\x02c\x1dd", "abcd", (
            Span(0, 1, BOLD),
            Span(1, 2, TextStyle(bold=True, italic=True)),
            Span(2, 3, TextStyle(italic=True)),
        )),
        ("\x02a\x02\x02b", "ab", (Span(0, 2, BOLD),)),
        ("\x02a\x02 \x02b", "a b", (Span(0, 1, BOLD), Span(2, 3, BOLD))),
        ("a\tb\x02c", "a\tbc", (Span(3, 4, BOLD),)),
    ],
)  # fmt: skip
def test_switches_turn_a_style_on_and_off(text: str, plain: str, spans: tuple[Span, ...]) -> None:
    assert parse_formatting(text) == (plain, spans)


@pytest.mark.parametrize(
    ("text", "plain", "colours"),
    [
        ("\x034a", "a", (4, None)),
        ("\x0304a", "a", (4, None)),
        ("\x03123", "3", (12, None)),
        ("\x0300a", "a", (0, None)),
        ("\x0398a", "a", (98, None)),
        ("\x034,5a", "a", (4, 5)),
        ("\x0304,05a", "a", (4, 5)),
        ("\x0304,056", "6", (4, 5)),
        ("\x034,a", ",a", (4, None)),
        ("\x034,,5", ",,5", (4, None)),
        ("\x0399,5a", "a", (None, 5)),
        ("\x034,5\x037a", "a", (7, 5)),
        ("\x034,5\x0399a", "a", (None, 5)),
        ("\x034,5\x037,99a", "a", (7, None)),
        ("\x04FF8000a", "a", ("#ff8000", None)),
        ("\x04ff8000,0000FFa", "a", ("#ff8000", "#0000ff")),
        ("\x04ff8000,00a", ",00a", ("#ff8000", None)),
        ("\x04ff80000", "0", ("#ff8000", None)),
        ("\x04112233,445566\x037a", "a", (7, "#445566")),
        ("\x03٤a", "٤a", (None, None)),
    ],
)
def test_a_colour_code_takes_as_many_digits_as_belong_to_it(
    text: str, plain: str, colours: tuple[int | str | None, int | str | None]
) -> None:
    style = TextStyle(foreground=colours[0], background=colours[1])
    spans = (Span(0, len(plain), style),) if style != TextStyle() else ()
    assert parse_formatting(text) == (plain, spans)


@pytest.mark.parametrize("code", ["\x03", "\x04", "\x03,5", "\x04ff,", "\x04xyz"])
def test_a_bare_colour_code_ends_both_colours_and_no_other_style(code: str) -> None:
    plain, spans = parse_formatting(f"\x02\x034,5a{code}")
    assert plain == "a" + code[1:]
    assert spans[0] == Span(0, 1, TextStyle(bold=True, foreground=4, background=5))
    assert [span.style for span in spans[1:]] == ([BOLD] if code[1:] else [])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("plain, 5", "plain, 5"),
        ("\x02a\x02\x0304,05b\x0f\x1dc", "abc"),
        ("\x03,5", ",5"),
        ("\x04ff8000,0000ffx", "x"),
        ("\x03\x04", ""),
        ("a\x07b\tc", "a\x07b\tc"),
    ],
)
def test_stripping_leaves_the_text(text: str, plain: str) -> None:
    assert strip_formatting(text) == plain == parse_formatting(text)[0]


@pytest.mark.parametrize(
    ("plain", "spans", "text"),
    [
        ("", (), ""),
        ("abc", (), "abc"),
        ("abc", (Span(1, 2, BOLD),), "a\x02b\x02c"),
        ("abc", (Span(1, 3, BOLD),), "a\x02bc"),
        ("ab", (Span(0, 1, BOLD), Span(1, 2, TextStyle(italic=True))), "\x02a\x02\x1db"),
        ("ab", (Span(0, 1, TextStyle(foreground=4)),), "\x0304a\x0fb"),
        ("5b", (Span(0, 1, TextStyle(foreground=4)),), "\x03045\x0fb"),
        (",5", (Span(0, 2, TextStyle(foreground=4)),), "\x0304\x02\x02,5"),
        ("ab", (Span(0, 2, TextStyle(foreground=4, background=5)),), "\x0304,05ab"),
        ("ab", (Span(0, 2, TextStyle(background=5)),), "\x0399,05ab"),
        ("a", (Span(0, 1, TextStyle(foreground="#112233")),), "\x04112233a"),
        ("a", (Span(0, 1, TextStyle(foreground="#112233", background="#445566")),),
         "\x04112233,445566a"),
        ("a5", (Span(0, 1, TextStyle(foreground=4, bold=True)), Span(1, 2, BOLD)),
         "\x02\x0304a\x0f\x025"),
    ],
)  # fmt: skip
def test_styles_are_written_so_that_no_text_is_taken_for_a_colour(
    plain: str, spans: tuple[Span, ...], text: str
) -> None:
    assert encode_formatting(plain, spans) == text
    assert parse_formatting(text) == (plain, spans)


@pytest.mark.parametrize("foreground", [None, 4, "#112233"])
@pytest.mark.parametrize("background", [None, 5, "#445566"])
@pytest.mark.parametrize("following", ["a", "7", ",7", ",112233", "0"])
def test_every_pair_of_colours_can_be_written(
    foreground: int | str | None, background: int | str | None, following: str
) -> None:
    style = TextStyle(foreground=foreground, background=background)
    spans = (Span(0, len(following), style),) if style != TextStyle() else ()
    assert parse_formatting(encode_formatting(following, spans)) == (following, spans)
