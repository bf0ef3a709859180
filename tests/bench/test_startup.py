import sys

from bench.startup import CLIENTS, markdown


def test_the_table_has_a_line_per_figure() -> None:
    assert markdown({"start, ms": 123.4}).splitlines()[-1] == "| start, ms | 123 |"


def test_clients_are_brought_straight_into_the_channel() -> None:
    assert CLIENTS[0].command(6667)[0] == sys.executable
    assert all("6667" in " ".join(client.command(6667)) for client in CLIENTS)
