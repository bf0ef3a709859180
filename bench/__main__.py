"""`python -m bench`: measures, prints the table, and writes it down."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bench import circumstances, startup
from bench.rounds import Run, run_rounds
from bench.scenarios import SCENARIOS
from bench.servers import ROOT, Server, servers_here
from bench.table import markdown, write_between_markers

RESULTS = ROOT / "bench" / "results.json"
README = ROOT / "README.md"


@click.command()
@click.option("--server", "names", multiple=True, help="Measure this one; repeatable.")
@click.option(
    "--scenario", "wanted", multiple=True, help="Run this one; repeatable. See bench/scenarios.py."
)
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True)
@click.option("--seconds", type=float, default=2.0, show_default=True, help="Of sending, per run.")
@click.option("--quick", is_flag=True, help="One short round of what matters most; not written.")
@click.option("--against", default="inspircd", show_default=True, help="The server to compare to.")
@click.option("--ergo", type=click.Path(exists=True, path_type=Path), help="An Ergo binary.")
def main(
    names: tuple[str, ...],
    wanted: tuple[str, ...],
    rounds: int,
    seconds: float,
    quick: bool,
    against: str,
    ergo: Path | None,
) -> None:
    """Measure our server beside the peers on this machine.

    A run of everything goes to bench/results.json and into the README; a part is only printed.
    """
    servers = [one for one in servers_here(str(ergo) if ergo else None) if _chosen(one.name, names)]
    scenarios = [one for one in SCENARIOS if _chosen(one.name, wanted)]
    if quick:
        scenarios = [one for one in scenarios if one.is_quick or wanted]
        rounds, seconds = 1, min(seconds, 1.0)
    if not servers or not scenarios:
        raise click.UsageError("No server or no scenario of that name is here.")
    runs = run_rounds(servers, scenarios, rounds=rounds, seconds=seconds, tell=_tell)
    table = markdown(runs, servers, scenarios, against)
    if names or wanted or quick:
        click.echo(table)
        return
    starts = startup.measure_all(rounds)
    note = _note(servers, rounds, seconds)
    text = f"{note}\n\n{table}\n\n{startup.markdown(starts)}"
    click.echo(text)
    facts: dict[str, Any] = {
        "date": circumstances.date(),
        "commit": circumstances.commit(),
        "machine": circumstances.machine(),
        "rounds": rounds,
        "seconds": seconds,
        "versions": {server.name: server.version() for server in servers},
        "runs": [asdict(run) for run in runs.every],
        "starts": starts,
    }
    RESULTS.write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    if not write_between_markers(README, text):
        click.echo(f"{README.name} has no place for the table.", err=True)


def _chosen(name: str, names: tuple[str, ...]) -> bool:
    return not names or name in names


def _tell(run: Run) -> None:
    figures = ", ".join(f"{name} {value}" for name, value in run.figures.items())
    click.echo(f"{run.scenario}: {run.server}: {run.fault or figures}", err=True)


def _note(servers: list[Server], rounds: int, seconds: float) -> str:
    versions = "; ".join(f"{server.name}: {server.version()}" for server in servers)
    return (
        f"Measured on {circumstances.date()} at commit {circumstances.commit()} "
        f"({circumstances.machine()}): medians of {rounds} interleaved rounds of {seconds:g} s, "
        f"the server on one core, the load on another. Versions: {versions}."
    )


if __name__ == "__main__":
    main()
