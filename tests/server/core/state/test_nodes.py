from tui_chat.server.core.state.nodes import Member, Nodes


def member(incarnation: int, rules: str = "", batch: int = 0) -> Member:
    return Member(incarnation, f"token {incarnation}", rules, batch)


def test_each_batch_of_a_node_counts_once() -> None:
    nodes = Nodes()
    nodes.join("a", member(5))
    assert [nodes.take(5, batch) for batch in (1, 2, 2, 1, 3)] == [True, True, False, False, True]
    assert not nodes.take(6, 1)


def test_a_batch_does_not_count_before_the_one_that_precedes_it() -> None:
    nodes = Nodes()
    nodes.join("a", member(5))
    assert [nodes.take(5, batch) for batch in (2, 1, 3, 2)] == [False, True, False, True]


def test_a_node_that_joins_again_ends_what_it_was() -> None:
    nodes = Nodes()
    assert nodes.join("a", member(5)) == 0
    assert nodes.join("a", member(9)) == 5
    assert not nodes.take(5, 1)
    assert nodes.take(9, 1)


def test_joining_that_comes_twice_counts_once() -> None:
    nodes = Nodes()
    nodes.join("a", member(5))
    assert nodes.join("a", Member(9, "token 5", "")) == 0
    assert nodes.take(5, 1)
    assert not nodes.take(9, 1)


def test_a_lost_node_is_lost_once() -> None:
    nodes = Nodes()
    nodes.join("a", member(5))
    assert nodes.lose(5, 0)
    assert not nodes.lose(5, 0)
    assert nodes.of(5) is None
    assert not nodes.by_name


def test_other_rules_are_refused_while_others_are_there() -> None:
    nodes = Nodes()
    assert not nodes.refuses("a", "new")
    nodes.join("a", member(5, "old"))
    assert nodes.refuses("b", "new")
    assert not nodes.refuses("b", "old")
    assert not nodes.refuses("a", "new")  # the last of them comes back as another


def test_a_node_that_said_more_than_its_judge_has_seen_is_not_lost() -> None:
    nodes = Nodes()
    nodes.join("a", member(5))
    nodes.take(5, 1)
    assert not nodes.lose(5, 0)
    assert nodes.take(5, 2)
    assert nodes.lose(5, 2)
