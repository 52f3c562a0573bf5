"""`tenfold reproduce`: run somebody's bundle again, and show which numbers came out again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import JsonOption, console, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from tenfold.study.bundle.content import Gain
    from tenfold.study.reproduce.compare import PredictionComparison, ScoreComparison
    from tenfold.study.reproduce.rerunning import Reproduction

__all__ = ["reproduce_command"]

_COLOURS = {"identical": "green", "within tolerance": "yellow", "different": "red"}
_MOST_SHOWN = 10
_MOST_ROWS = 100
"""Of a table: how long it gets is up to whoever wrote the bundle."""


def reproduce_command(
    bundle: Annotated[Path, typer.Argument(help="A zip of `tenfold study bundle`.")],
    into: Annotated[
        Path | None,
        typer.Option("--into", help="The new workspace's folder; default: beside the bundle."),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", help="The data, if not inside: a file or a workspace. Repeatable."),
    ] = None,
    model: Annotated[
        list[Path] | None,
        typer.Option("--model", help="Folder of an encoder that is no built-in. Repeatable."),
    ] = None,
    allow_commands: Annotated[
        bool,
        typer.Option(
            "--allow-commands", help="Run the programs that come with it. They are shown."
        ),
    ] = False,
    other_data: Annotated[
        bool,
        typer.Option("--other-data", help="Run although the rows are not those of the bundle."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Run a bundle's study again in a new workspace, and compare every number with the bundle's.

    Says for scores, predictions and verdicts whether they are identical, within tolerance or
    different, and what differs around them. Exit status 1 where something is different.

    Example: tenfold reproduce symptoms.zip
    """
    from tenfold.cli.progress import RunDisplay
    from tenfold.study.reproduce.rerunning import reproduce

    with RunDisplay(quiet=as_json) as display:
        found = reproduce(
            bundle,
            into=into,
            data=data or (),
            models=model or (),
            allow_commands=allow_commands,
            other_data=other_data,
            say=display.show,
        )
    if as_json:
        print_json(found.to_json())
    else:
        _print(found)
    if not found.is_reproduced:
        raise typer.Exit(1)


def _print(found: Reproduction) -> None:
    terminal = console()
    terminal.print()
    terminal.print(f"[{_COLOURS[found.outcome]}]●[/] [bold]{_plain(str(found))}[/]")
    _print_scores(terminal, found.numbers.scores)
    _print_predictions(terminal, found.numbers.predictions)
    _print_claims(terminal, found)
    _print_around(terminal, found)
    _print_notes(terminal, found)
    terminal.print(f"The rebuilt workspace: {_plain(str(found.folder))}")


def _plain(text: str) -> str:
    from rich.markup import escape

    from tenfold.study.reproduce.words import shown

    return escape(shown(text, most=2000))


def _print_scores(terminal: Console, scores: list[ScoreComparison]) -> None:
    """A line a method, size and metric; then the single scores that differ."""
    from rich.table import Table

    from tenfold.study.reproduce.compare import worst
    from tenfold.study.reproduce.words import size_words

    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("method", "per class", "metric"):
        table.add_column(column, no_wrap=True)
    for column in ("mean there", "mean here", "largest difference", "runs"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("")
    groups: dict[tuple[str, str, str], list[ScoreComparison]] = {}
    for score in scores:
        groups.setdefault((score.method, score.size, score.metric), []).append(score)
    for (method, size, metric), own in list(groups.items())[:_MOST_ROWS]:
        outcome = worst([score.outcome for score in own])
        apart = [score.difference for score in own]
        largest = None if None in apart else max(a for a in apart if a is not None)
        table.add_row(
            _plain(method),
            _plain(size),
            _plain(metric),
            _mean([score.there for score in own]),
            _mean([score.here for score in own]),
            _apart(largest),
            str(len(own)),
            f"[{_COLOURS[outcome]}]{outcome}[/]",
        )
    terminal.print()
    terminal.print(table)
    _say_more(terminal, len(groups))
    different = [score for score in scores if score.outcome == "different"]
    for score in different[:_MOST_SHOWN]:
        terminal.print(
            f"  [red]different[/] {_plain(score.method)}, {_plain(size_words(score.size))}, seed "
            f"{score.seed}, {_plain(score.metric)}: {_number(score.there)} there, "
            f"{_number(score.here)} here {_plain(score.why)}".rstrip()
        )
    if len(different) > _MOST_SHOWN:
        terminal.print(
            f"  ... and {len(different) - _MOST_SHOWN} more (--json has all)", style="dim"
        )


def _say_more(terminal: Console, n_rows: int) -> None:
    if n_rows > _MOST_ROWS:
        terminal.print(f"  ... and {n_rows - _MOST_ROWS} more (--json has all)", style="dim")


def _mean(values: list[float | None]) -> str:
    known = [value for value in values if value is not None]
    return _number(sum(known) / len(known)) if known else "none"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}".replace("-", "−")


def _apart(value: float | None) -> str:
    return "unknown" if value is None else "0" if value == 0 else f"{value:.2g}"


def _print_predictions(terminal: Console, predictions: list[PredictionComparison]) -> None:
    from rich.table import Table

    from tenfold.study.reproduce.compare import worst

    if not predictions:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("predictions of", "per class"):
        table.add_column(column, no_wrap=True)
    for column in ("examples", "largest difference", "another class", "runs"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("")
    groups: dict[tuple[str, str], list[PredictionComparison]] = {}
    for each in predictions:
        groups.setdefault((each.method, each.size), []).append(each)
    for (method, size), own in list(groups.items())[:_MOST_ROWS]:
        outcome = worst([each.outcome for each in own])
        apart = [each.largest for each in own]
        largest = None if None in apart else max(a for a in apart if a is not None)
        table.add_row(
            _plain(method),
            _plain(size),
            str(sum(each.n_examples for each in own)),
            _apart(largest),
            "unknown" if largest is None else str(sum(each.n_other_class for each in own)),
            str(len(own)),
            f"[{_COLOURS[outcome]}]{outcome}[/]",
        )
    terminal.print()
    terminal.print(table)
    _say_more(terminal, len(groups))
    reasons = {each.why for each in predictions if each.why}
    for why in sorted(reasons)[:_MOST_SHOWN]:
        terminal.print(f"  [red]different[/] {_plain(why)}")


def _print_claims(terminal: Console, found: Reproduction) -> None:
    for claim in found.numbers.claims:
        terminal.print()
        terminal.print(f"[{_COLOURS[claim.outcome]}]{claim.outcome}[/] {_plain(claim.claim)}")
        terminal.print(f"  there: {claim.there}, gain {_gain(claim.gain_there)}", style="dim")
        terminal.print(f"  here:  {claim.here}, gain {_gain(claim.gain_here)}", style="dim")


def _gain(gain: Gain) -> str:
    if gain.estimate is None:
        return "unknown"
    ends = (
        "" if gain.low is None or gain.high is None else f" ({gain.low:+.4f} to {gain.high:+.4f})"
    )
    return f"{gain.estimate:+.4f}{ends}".replace("-", "−")


def _print_around(terminal: Console, found: Reproduction) -> None:
    from rich.table import Table

    terminal.print()
    if not found.around:
        terminal.print(
            "Nothing differs around it: declaration, data, versions, numerics profile and hardware are equal."
        )
    else:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for column in ("what differs around it", "", "there", "here"):
            table.add_column(column)
        for each in found.around[:_MOST_ROWS]:
            aside = " (changes no number)" if each.effect == "bystander" else ""
            table.add_row(
                *(_plain(t) for t in (each.what, each.name, each.there, each.here + aside))
            )
        terminal.print(table)
        _say_more(terminal, len(found.around))
    terminal.print(_plain(found.rule_in_words()), style="dim")


def _print_notes(terminal: Console, found: Reproduction) -> None:
    terminal.print()
    for line in found.notes():
        terminal.print(_plain(line), style="dim")
