from tui_chat.wire.capability_enum import (
    BY_NAME,
    NO_CAPABILITIES,
    Capability,
    capability_set,
    names_of,
)


def test_every_capability_has_a_bit_of_its_own() -> None:
    bits = [capability.bit for capability in Capability]
    assert len(set(bits)) == len(bits)
    assert all(bit.bit_count() == 1 for bit in bits)


def test_a_capability_is_found_by_its_name_on_the_wire() -> None:
    assert BY_NAME["message-tags"] is Capability.MESSAGE_TAGS
    assert BY_NAME.keys() == {capability.value for capability in Capability}


def test_names_come_in_one_order_however_the_set_was_made() -> None:
    one = capability_set(Capability.BATCH, Capability.MESSAGE_TAGS)
    other = capability_set(Capability.MESSAGE_TAGS, Capability.BATCH, Capability.BATCH)
    assert one == other
    assert list(names_of(one)) == ["message-tags", "batch"]


def test_the_empty_set_names_nothing() -> None:
    assert capability_set() == NO_CAPABILITIES
    assert list(names_of(NO_CAPABILITIES)) == []


def test_the_full_set_names_every_capability() -> None:
    assert list(names_of(capability_set(*Capability))) == list(BY_NAME)
