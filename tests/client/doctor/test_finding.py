"""How findings are told."""

from tui_chat.client.doctor.finding import bad, good, known


def test_health_is_a_sign_and_advice_stands_below() -> None:
    assert good("Size", "80").lines() == ["  ok  Size: 80"]
    assert known("Size", "?", "Look.").lines() == ["  --  Size: ?", "      Look."]
    assert bad("Size", "3").lines() == ["  !!  Size: 3"]


def test_long_words_are_wrapped() -> None:
    lines = good("Text", "word " * 40).lines()
    assert max(map(len, lines)) <= 78
    assert all(line.startswith("      ") for line in lines[1:])
