"""`python -m bench`: measures, prints the tables, and writes them down."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from bench import clients, scenarios, startup
from bench.measuring import Suite
from bench.servers import ROOT, servers
from bench.session import Bench
from bench.table import page

RESULTS: Final = ROOT / "bench" / "results.json"
TABLES: Final = ROOT / "bench" / "RESULTS.md"


def suites(ergo: Path | None = None) -> tuple[Suite[Any], ...]:
    """All that there is to measure: two tables."""
    return (
        Suite(
            "servers",
            servers(str(ergo) if ergo else "ergo"),
            (*scenarios.SCENARIOS, startup.SERVER_START),
            against="inspircd",
        ),
        Suite(
            "clients",
            clients.CLIENTS,
            (*startup.COMMAND_LINES, *clients.SCENARIOS),
            against="weechat",
        ),
    )


@click.command()
@click.option(
    "--scenario", "wanted", multiple=True, help="Run this one; repeatable. --list names them."
)
@click.option(
    "--server", "names", multiple=True, help="Measure only this server or client; repeatable."
)
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True)
@click.option("--seconds", type=float, default=2.0, show_default=True, help="Of each run.")
@click.option(
    "--calm",
    type=float,
    default=0.0,
    help="Before each run wait up to so many seconds for others to leave the machine to it.",
)
@click.option("--quick", is_flag=True, help="One short round of what matters most; not written.")
@click.option("--list", "only_list", is_flag=True, help="Say what there is to measure, and end.")
@click.option("--ergo", type=click.Path(exists=True, path_type=Path), help="An Ergo binary.")
def main(
    wanted: tuple[str, ...],
    names: tuple[str, ...],
    rounds: int,
    seconds: float,
    calm: float,
    quick: bool,
    only_list: bool,
    ergo: Path | None,
) -> None:
    """Measure our server and our client beside those on this machine.

    Every scenario that is done goes to bench/results.json and bench/RESULTS.md at once, with its
    date and commit; the others keep theirs. With --server nothing is written: figures can be
    compared only when all had their turns in the same minutes.
    """
    every = suites(ergo)
    if only_list:
        click.echo("\n".join(_names(every)))
        return
    _refuse_unknown(every, {*wanted, *names})
    if quick:
        rounds, seconds = 1, min(seconds, 1.0)
    is_kept = not (names or quick)
    bench = Bench(
        every,
        kept=RESULTS if is_kept else None,
        tables=TABLES if is_kept else None,
        calm=calm,
        tell=partial(click.echo, err=True),
    )
    chosen = [_chosen(suite, wanted, names, quick=quick) for suite in every]
    rows = bench.run(chosen, rounds=rounds, seconds=seconds)
    if not rows:
        raise click.UsageError("Nothing of that can be run on this machine.")
    click.echo(page([suite for suite in chosen if suite.scenarios], rows))


def _names(every: Sequence[Suite[Any]]) -> Iterator[str]:
    for suite in every:
        yield f"{suite.title}: {', '.join(one.name for one in suite.subjects if one.is_here)}"
        yield from (f"  {scenario.name}: {scenario.title}" for scenario in suite.scenarios)


def _refuse_unknown(every: Sequence[Suite[Any]], names: set[str]) -> None:
    known = {one.name for suite in every for one in (*suite.subjects, *suite.scenarios)}
    for name in sorted(names - known):
        raise click.UsageError(f'There is no "{name}"; --list says what there is.')


def _chosen(
    suite: Suite[Any], wanted: Sequence[str], names: Sequence[str], *, quick: bool
) -> Suite[Any]:
    subjects = [one for one in suite.subjects if not names or one.name in names]
    chosen = [one for one in suite.scenarios if one.name in wanted or not wanted]
    if quick and not wanted:
        chosen = [one for one in chosen if one.is_quick]
    return replace(suite, subjects=subjects, scenarios=chosen if subjects else ())


if __name__ == "__main__":
    main()
