from hypothesis import given
from hypothesis import strategies as st

from tui_chat.wire.nodes_capability import nodes_value, parse_nodes


def test_addresses_are_read_as_they_were_written() -> None:
    value = nodes_value(["a.example:6697", "[2001:db8::1]:6667", "192.0.2.1:1"])
    assert value == "a.example:6697,[2001:db8::1]:6667,192.0.2.1:1"
    assert parse_nodes(value) == (("a.example", 6697), ("2001:db8::1", 6667), ("192.0.2.1", 1))


def test_what_is_no_address_is_passed_over() -> None:
    assert parse_nodes("a,b:,:1,c:0,d:65536,e f:1,g:1:2,-h:1,i:1,I:1,") == (("i", 1),)
    assert nodes_value(["a b:1", "a:1"]) == "a:1"


def test_a_value_has_a_limit_for_who_writes_and_who_reads() -> None:
    many = [f"host-{number}.example:6697" for number in range(100)]
    assert len(nodes_value(many)) <= 300
    assert len(parse_nodes(",".join(many))) == 20


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert all(0 < port < 65_536 for _host, port in parse_nodes(text))
