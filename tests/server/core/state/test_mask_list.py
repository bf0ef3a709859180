import pytest

from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.mask_list import (
    LONGEST,
    Entry,
    InvalidMaskError,
    MaskList,
    kept_mask,
    read_mask,
)
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.names import Casemapping, Folded

FOLD = Casemapping.RFC1459.fold


def somebody(nick: str = "Bob[1]", host: str = "host", account: str = "") -> User:
    folded = Folded(FOLD(nick))
    return User(nick, folded, "robert", host, "Bob", Millis(0), Millis(0), account=account)


def list_of(*masks: str) -> MaskList:
    made = MaskList()
    for mask in masks:
        made.add(Entry(read_mask(mask, FOLD), "alice", Millis(0)))
    return made


@pytest.mark.parametrize(
    ("written", "shown", "key"),
    [
        ("Bob", "Bob!*@*", "bob!*@*"),
        ("*@Host", "*!*@Host", "*!*@host"),
        ("m:Bob", "m:Bob!*@*", "m:bob!*@*"),
        ("~mute:*@h", "~mute:*!*@h", "m:*!*@h"),
        ("$a:Bob", "$a:Bob", "a:bob"),
        ("account:[x]", "account:[x]", "a:{x}"),
        ("m:a:Bob", "m:a:Bob", "m:a:bob"),
    ],
)
def test_a_mask_is_shown_as_it_was_written_and_known_by_what_it_means(
    written: str, shown: str, key: str
) -> None:
    mask = read_mask(written, FOLD)
    assert (mask.text, mask.key) == (shown, key)


@pytest.mark.parametrize("written", ["", "a b", "a\x02", "é" * 76, "m:m:x", "a:", "~x:y"])
def test_what_is_no_mask_is_refused(written: str) -> None:
    with pytest.raises(InvalidMaskError):
        read_mask(written, FOLD)


def test_the_casemapping_counts_in_nickname_and_account() -> None:
    assert list_of("BOB{1}").names(somebody(), FOLD)
    assert list_of("a:BOB{1}").names(somebody(account="bob[1]"), FOLD)


def test_masks_that_mute_and_those_that_do_not_are_told_apart() -> None:
    muting, closing = list_of("m:bob*"), list_of("bob*")
    assert muting.names(somebody(), FOLD, mutes=True)
    assert not muting.names(somebody(), FOLD)
    assert not closing.names(somebody(), FOLD, mutes=True)


def test_a_user_who_changes_is_judged_anew() -> None:
    masks = list_of("a:eve", "*@there")
    user = somebody()
    assert not masks.names(user, FOLD)
    user.account = "eve"
    assert masks.names(user, FOLD)
    user.account = ""
    user.host = "there"
    user.rename(user.nick, user.folded)
    assert masks.names(user, FOLD)


def test_a_list_that_changes_judges_anew() -> None:
    masks = list_of("bob*")
    assert masks.names(somebody(), FOLD)
    assert masks.remove(read_mask("BOB*!*@*", FOLD)) == "bob*!*@*"
    assert not masks.names(somebody(), FOLD)
    assert masks.remove(read_mask("bob*", FOLD)) == ""


def test_verdicts_are_not_kept_without_end() -> None:
    masks = list_of("nobody")
    kept = []
    for number in range(1200):
        masks.names(somebody(f"n{number}"), FOLD)
        kept.append(len(masks._verdicts))
    assert max(kept) == 500


def test_a_mask_that_is_too_long_once_it_is_complete_is_refused_but_read_if_it_was_kept() -> None:
    fold = Casemapping.ASCII.folding
    long = "a" * LONGEST
    with pytest.raises(InvalidMaskError):
        read_mask(long, fold)
    kept = kept_mask(long, fold)
    assert kept_mask(kept.text, fold).text == kept.text == f"{long}!*@*"
