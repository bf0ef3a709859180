from tui_chat.client.session.model.safe_text import LONGEST, shown


def test_styles_stay_where_they_are_in_a_text_of_several_lines() -> None:
    text, spans = shown("one\n\x02two\x02\nthr\x1dee")
    assert text == "one\ntwo\nthree"
    assert [(text[span.start : span.end], span.style.bold) for span in spans] == [
        ("two", True),
        ("ee", False),
    ]


def test_every_line_is_safe_to_show() -> None:
    text, _spans = shown("a\x1b[2J\nb\u202ec")
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_text_has_an_end() -> None:
    assert len(shown("x\n" * LONGEST)[0]) <= LONGEST
