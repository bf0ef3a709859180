import pytest

from tui_chat.wire.modes import ModeChange, ModeKind, format_modes, kinds_of, parse_modes

KINDS = kinds_of("beI,k,l,imnst", "ov")


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ([], []),
        ([""], []),
        (["+"], []),
        (["+-+-"], []),
        (["n"], [ModeChange(True, "n")]),
        (["+nt"], [ModeChange(True, "n"), ModeChange(True, "t")]),
        (["-n+t"], [ModeChange(False, "n"), ModeChange(True, "t")]),
        (["+n", "alice"], [ModeChange(True, "n")]),
        (["+o", "alice"], [ModeChange(True, "o", "alice")]),
        (["+o-v", "a", "b"], [ModeChange(True, "o", "a"), ModeChange(False, "v", "b")]),
        (["+l", "10"], [ModeChange(True, "l", "10")]),
        (["-l", "10"], [ModeChange(False, "l")]),
        (["+k-k", "x", "y"], [ModeChange(True, "k", "x"), ModeChange(False, "k", "y")]),
        (["+b"], [ModeChange(True, "b")]),
        (["+bo", "a!*@*", "alice"],
         [ModeChange(True, "b", "a!*@*"), ModeChange(True, "o", "alice")]),
        (["+oo", "alice"], [ModeChange(True, "o", "alice"), ModeChange(True, "o")]),
        (["+Zo", "alice"], [ModeChange(True, "Z"), ModeChange(True, "o", "alice")]),
        (["+n", "-t"], [ModeChange(True, "n")]),
    ],
)  # fmt: skip
def test_a_mode_change_is_taken_apart(words: list[str], changes: list[ModeChange]) -> None:
    assert list(parse_modes(words, KINDS)) == changes


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([], ("",)),
        ([ModeChange(True, "n")], ("+n",)),
        ([ModeChange(True, "n"), ModeChange(True, "t")], ("+nt",)),
        ([ModeChange(False, "n"), ModeChange(True, "t"), ModeChange(False, "i")], ("-n+t-i",)),
        ([ModeChange(True, "o", "a"), ModeChange(True, "n"), ModeChange(False, "v", "b")],
         ("+on-v", "a", "b")),
    ],
)  # fmt: skip
def test_changes_are_put_together_with_as_few_signs_as_can_be(
    changes: list[ModeChange], words: tuple[str, ...]
) -> None:
    assert format_modes(changes) == words


def test_isupport_tells_the_kinds() -> None:
    assert KINDS == {
        "b": ModeKind.LIST, "e": ModeKind.LIST, "I": ModeKind.LIST,
        "k": ModeKind.ALWAYS,
        "l": ModeKind.SET,
        "i": ModeKind.FLAG, "m": ModeKind.FLAG, "n": ModeKind.FLAG, "s": ModeKind.FLAG,
        "t": ModeKind.FLAG,
        "o": ModeKind.PREFIX, "v": ModeKind.PREFIX,
    }  # fmt: skip


@pytest.mark.parametrize("chanmodes", ["", "b", "b,k,l,i,future,more", ",,,,,,"])
def test_too_few_and_too_many_groups_are_no_error(chanmodes: str) -> None:
    assert kinds_of(chanmodes, "o").get("o") is ModeKind.PREFIX
    assert "f" not in kinds_of(chanmodes, "o")
