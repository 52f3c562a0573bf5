"""Views as a terminal shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.cli.options import console

if TYPE_CHECKING:
    from rich.console import Console

    from tenfold.findings import Finding
    from tenfold.study.checking import Estimate
    from tenfold.study.trying import Trial
    from tenfold.study.view import MethodView, StudyView

__all__ = ["print_estimate", "print_trial", "print_view"]

_COLOURS = {"supported": "green", "refuted": "red", "undecided": "yellow"}
_SIGNS = {"supported": "●", "refuted": "✕", "undecided": "◐"}


def print_view(view: StudyView, language: str, *, short: bool = False) -> None:
    """Verdicts first, then the table; unless `short`, the looks, findings and answers too."""
    terminal = console()
    terminal.print()
    terminal.print(f"[bold]{_plain(view.question)}[/]")
    _print_verdicts(terminal, view, language)
    _print_methods(terminal, view)
    if short:
        return
    _print_looks(terminal, view)
    _print_findings(terminal, view.findings)
    for answer in view.answers:
        terminal.print(f"\n[bold]{answer.n}. {_plain(answer.question)}[/]")
        if answer.text:
            terminal.print(_plain(answer.text))
            terminal.print(answer.source, style="dim")
        else:
            terminal.print(f"tenfold study answer {view.name} {answer.n}", style="dim")


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _print_verdicts(terminal: Console, view: StudyView, language: str) -> None:
    from tenfold.language import translator
    from tenfold.study.words.sentences import scope_sentence, verdict_sentence, why_sentence

    _ = translator(language)
    if not view.hypotheses:
        terminal.print("No hypothesis was declared: the table is descriptive.", style="dim")
    for hypothesis in view.hypotheses:
        verdict = hypothesis.verdict
        colour = _COLOURS[verdict.verdict]
        terminal.print()
        terminal.print(
            f"[{colour}]{_SIGNS[verdict.verdict]}[/] [bold]{_plain(verdict_sentence(verdict, _))}[/]"
        )
        terminal.print("  " + _plain(why_sentence(verdict, _)), style="dim")
        terminal.print("  " + _plain(scope_sentence(verdict, _)), style="dim")
        if verdict.mode == "exploratory" and hypothesis.why_exploratory:
            terminal.print(f"  exploratory: {hypothesis.why_exploratory}", style="magenta")


def _print_methods(terminal: Console, view: StudyView) -> None:
    from rich.table import Table

    sizes = max(len(method.conditions) for method in view.methods)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("method", no_wrap=True)
    if sizes > 1:
        table.add_column("per class", justify="right", no_wrap=True)
    for column in (*view.metrics, "total s", "runs"):
        table.add_column(column, justify="right", no_wrap=True)
    for method in view.methods:
        _add_rows(table, method, view, several=sizes > 1)
    terminal.print()
    terminal.print(table)
    failures = [line for method in view.methods for line in method.failures]
    for line in failures:
        terminal.print(f"[red]failed[/] {_plain(line)}")


def _add_rows(table: object, method: MethodView, view: StudyView, *, several: bool) -> None:
    for position, condition in enumerate(method.conditions):
        first = position == 0
        cells = [method.name if first else ""]
        if several:
            cells.append(str(condition.train_per_class))
        for metric in view.metrics:
            score = condition.scores.get(metric)
            if score is None:
                cells.append("")
            elif metric != view.metric or score.low is None or score.high is None:
                cells.append(f"{score.mean:.3f}".replace("-", "−"))
            else:
                cells.append(f"{score.mean:.3f} ± {(score.high - score.low) / 2:.3f}")
        cells.append(f"{method.seconds:.1f}" if first else "")
        cells.append(str(condition.n_runs))
        table.add_row(*cells)  # type: ignore[attr-defined]


def _print_looks(terminal: Console, view: StudyView) -> None:
    terminal.print()
    if not view.test_looks:
        terminal.print("The test split has not been looked at.", style="dim")
    for look in view.test_looks:
        terminal.print(
            f"test look {look.time[:16].replace('T', ' ')}: {', '.join(look.methods)}, "
            f"{look.n_seeds} seeds, {look.new} runs scored for the first time",
            style="dim",
        )


def _print_findings(terminal: Console, findings: tuple[Finding, ...]) -> None:
    for finding in sorted(findings, key=lambda finding: finding.severity != "block"):
        if finding.state != "found":
            continue
        if finding.severity == "block":
            terminal.print(f"[red]{finding.code} blocks the run:[/] {_plain(finding.message)}")
            terminal.print(f"  {_plain(finding.remedy)}")
        else:
            terminal.print(f"[yellow]{finding.code}[/] {_plain(finding.message)}")


def print_trial(trial: Trial) -> None:
    """What `study try` found."""
    from rich.table import Table

    terminal = console()
    table = Table(box=None, pad_edge=False, header_style="dim")
    metrics = list(dict.fromkeys(m for run in trial.runs for m in run.scores))
    table.add_column("method")
    table.add_column("per class", justify="right")
    for metric in metrics:
        table.add_column(metric, justify="right")
    table.add_column("seconds", justify="right")
    for run in trial.runs:
        cells = [f"{run.scores[m]:.3f}" if m in run.scores else "" for m in metrics]
        table.add_row(run.method, run.train_per_class, *cells, f"{run.seconds:.1f}")
    terminal.print(f"Seed 0, scored on {trial.n_validation} validation examples; test untouched.")
    terminal.print(table)
    for run in trial.runs:
        if run.message:
            terminal.print(
                f"[yellow]{run.method}[/] ({run.train_per_class} per class): {_plain(run.message)}"
            )
    terminal.print(
        f"{trial.seconds:.1f} s. Next: tenfold study check {trial.study}, "
        f"then tenfold study run {trial.study}",
        style="dim",
    )


def print_estimate(estimate: Estimate) -> None:
    """What `study check` found."""
    terminal = console()
    terminal.print(f"[bold]{estimate.name}[/]: {estimate.n_runs} runs")
    for name, (n, reused) in estimate.steps.items():
        terminal.print(f"  {name:<10} {n:5} steps, {reused} reused")
    source = (
        "from earlier steps here" if estimate.from_record else "a guess: nothing has run here yet"
    )
    terminal.print(
        f"  about {max(estimate.minutes, 0.1):.1f} minutes, {estimate.megabytes:.1f} MB, "
        f"{estimate.kwh:.4f} kWh ({source})"
    )
    for d in estimate.detectable:
        terminal.print(f"\n{_plain(d.claim)}")
        terminal.print(
            f"  {d.n_seeds} seeds can see a gain that is {d.gain:.3f} or more from the margin "
            f"({d.margin:g}), in 4 of 5 studies."
        )
        terminal.print(f"  sd of the gain over seeds: {d.sd:.3f}, {d.sd_from}", style="dim")
        if d.gain > max(0.02, d.margin):
            terminal.print(
                "  [yellow]Smaller gains will stay undecided.[/] More seeds, more "
                "training examples or more test examples would help."
            )
    terminal.print()
    _print_findings(terminal, estimate.findings)
