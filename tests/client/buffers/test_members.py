from tui_chat.client.buffers.members import Member, by_rank


def test_members_are_shown_by_rank_then_name() -> None:
    members = [Member("zoe"), Member("Bia", "+"), Member("caio", "@+"), Member("ana"),
               Member("odd", "?")]  # fmt: skip
    assert [m.nick for m in by_rank(members)] == ["caio", "Bia", "ana", "odd", "zoe"]
