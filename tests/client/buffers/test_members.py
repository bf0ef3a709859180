from collections.abc import Callable

import pytest

from tui_chat.client.buffers.members import Identity, Member, Members, by_rank
from tui_chat.wire.names import Folded

ANA, BIA = Folded("ana"), Folded("bia")


@pytest.fixture
def members() -> Members:
    """ana and bia."""
    made = Members()
    made.replace({ANA: Member("ana"), BIA: Member("bia", "@")})
    return made


def test_members_are_shown_by_rank_then_name() -> None:
    members = [Member("zoe"), Member("Bia", "+"), Member("caio", "@+"), Member("ana"),
               Member("odd", "?")]  # fmt: skip
    assert [m.nick for m in by_rank(members)] == ["caio", "Bia", "ana", "odd", "zoe"]


@pytest.mark.parametrize(
    "change",
    [
        lambda members: members.pop(ANA),
        lambda members: members.clear(),
        lambda members: members.replace({}),
        lambda members: members.rename(ANA, Folded("eva"), "Eva"),
        lambda members: members.refold(lambda nick: Folded(nick.upper())),
        lambda members: members.update({Folded("eva"): Member("eva")}),
        lambda members: members.update({ANA: members[ANA]._replace(away=True)}),
    ],
)
def test_each_change_is_told_by_the_version(
    members: Members, change: Callable[[Members], object]
) -> None:
    before, version = list(members.items()), members.version
    change(members)
    assert list(members.items()) != before
    assert members.version > version


def test_a_member_as_it_was_is_no_change(members: Members) -> None:
    before = members.version
    members[BIA] = Member("bia", "@")
    assert members.pop(Folded("eva"), None) is None
    assert members.version == before


def test_whoever_is_renamed_stays_as_they_are(members: Members) -> None:
    members.rename(BIA, Folded("eva"), "Eva")
    assert dict(members) == {ANA: Member("ana"), Folded("eva"): Member("Eva", "@")}
    assert list(members.values()) == list(dict(members).values())


def test_names_are_folded_again(members: Members) -> None:
    members.refold(lambda nick: Folded(nick.upper()))
    assert set(members) == {"ANA", "BIA"}
    assert "ana" not in members


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("a@h", "ana"), ("b@other", "ANA"), True),
        (("a@h", "ana"), ("a@h", "bia"), False),
        (("a@h", ""), ("A@H", "bia"), True),
        (("a@h", ""), ("b@h", ""), False),
        (("", "ana"), ("b@h", ""), True),
        (("", ""), ("b@h", "bia"), True),
    ],
)
def test_somebody_is_known_by_account_or_else_by_address(
    one: tuple[str, str], other: tuple[str, str], *, same: bool
) -> None:
    assert Identity(*one).is_same(Identity(*other)) is same
    assert Identity(*other).is_same(Identity(*one)) is same


def test_the_highest_rank_comes_first() -> None:
    members = [Member(mark, mark) for mark in "+%@&~!"]
    assert [member.nick for member in by_rank(members)] == list("!~&@%+")
