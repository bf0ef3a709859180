"""What every kind of records does."""

from tui_chat.server.store import Records


def test_records_come_back_ordered_by_kind_and_key(records: Records) -> None:
    records.keep("channel", "#tea", {"topic": "Assam"})
    records.keep("account", "bob", {"n": 1})
    records.keep("account", "alice", {"n": [1, None, "\u00e9"]})
    records.commit()
    assert list(records.all()) == [
        ("account", "alice", {"n": [1, None, "\u00e9"]}),
        ("account", "bob", {"n": 1}),
        ("channel", "#tea", {"topic": "Assam"}),
    ]


def test_a_record_is_put_in_place_of_the_last(records: Records) -> None:
    records.keep("account", "bob", {"n": 1})
    records.commit()
    records.keep("account", "bob", {"n": 2})
    records.keep("account", "bob", {"n": 3})
    records.commit()
    assert list(records.all()) == [("account", "bob", {"n": 3})]


def test_a_dropped_record_is_gone(records: Records) -> None:
    records.keep("account", "bob", {"n": 1})
    records.commit()
    records.keep("account", "bob", None)
    records.keep("account", "nobody", None)
    records.commit()
    assert list(records.all()) == []
