"""Views as a terminal shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.cli.options import console

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

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
    _print_methods(terminal, view, language)
    _print_replication(terminal, view, language)
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


def _print_replication(terminal: Console, view: StudyView, language: str) -> None:
    from tenfold.cli.data.printing import plain
    from tenfold.language import translator
    from tenfold.study.words.replication_words import replication_sentences

    if view.replication is None:
        return
    terminal.print()
    for sentence in replication_sentences(view.replication, view.unit, translator(language)):
        terminal.print(plain(sentence))


def _print_methods(terminal: Console, view: StudyView, language: str) -> None:
    from rich.table import Table

    from tenfold.language import translator
    from tenfold.study.words.training_words import failure_sentence

    _ = translator(language)
    sizes = max(len(method.conditions) for method in view.methods)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("method", no_wrap=True)
    if sizes > 1:
        table.add_column("per class", justify="right", no_wrap=True)
    trains = any(method.training is not None for method in view.methods)
    trained = ["trained"] if trains else []
    for column in (*view.metrics, *trained, "total s", "runs"):
        table.add_column(column, justify="right", no_wrap=True)
    for method in view.methods:
        _add_rows(table, method, view, several=sizes > 1, trains=trains)
    terminal.print()
    terminal.print(table)
    for method in view.methods:
        for line in method.failures:
            terminal.print(f"[red]failed[/] {_plain(f'{method.name}, {line}')}")
        if method.failures:
            terminal.print(_plain(f"  {failure_sentence(method, _)}"), style="dim")


def _add_rows(
    table: Table, method: MethodView, view: StudyView, *, several: bool, trains: bool
) -> None:
    from tenfold.numerals import count_and_share

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
        if trains:
            share = count_and_share(method.trained_parameters, method.encoder_parameters)
            cells.append(share if first else "")
        cells.append(f"{method.seconds:.1f}" if first else "")
        cells.append(str(condition.n_runs))
        table.add_row(*cells)


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


def print_trial(trial: Trial, *, checked: bool = False) -> None:
    """What `study try` found; `checked` says that training was to be checked."""
    from rich.table import Table

    from tenfold.cli.training_checks import print_checks

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
    if checked:
        print_checks(terminal, trial.checks)
    terminal.print(
        f"{trial.seconds:.1f} s. Next: tenfold study check {trial.study}, "
        f"then tenfold study run {trial.study}",
        style="dim",
    )


def print_estimate(estimate: Estimate) -> None:
    """What `study check` found."""
    terminal = console()
    terminal.print(f"[bold]{estimate.name}[/]: {estimate.n_runs} runs")
    _print_work(terminal, estimate)
    _print_means(terminal, estimate)
    _print_augmented(terminal, estimate)
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


def _print_work(terminal: Console, estimate: Estimate) -> None:
    """The steps by kind of method; a star marks minutes that are guessed."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("step", no_wrap=True)
    for column in ("steps", "reused", "minutes", "MB"):
        table.add_column(column, justify="right", no_wrap=True)
    for work in estimate.work:
        guessed = "" if work.is_from_record or work.n == work.n_reused else " *"
        table.add_row(
            f"{work.step} {work.kind}".rstrip(),
            str(work.n),
            str(work.n_reused),
            f"{work.seconds / 60:.1f}{guessed}",
            f"{work.megabytes:.1f}",
        )
    terminal.print(table)
    if any(not work.is_from_record for work in estimate.work):
        terminal.print("  * guessed: no such step has run here yet", style="dim")


def _print_augmented(terminal: Console, estimate: Estimate) -> None:
    from tenfold.language import translator
    from tenfold.study.words.augmenting_words import augmented_sentence

    for counts in estimate.augmented:
        said = augmented_sentence(counts, translator())
        if counts.n_unchanged:
            said += f" {counts.n_unchanged:.1f} came out as a text that is there already."
        terminal.print(_plain(f"  {said}"))


def _print_means(terminal: Console, estimate: Estimate) -> None:
    """Time, disk, processes and memory; what happens to the states of frozen layers."""
    processes, states = estimate.processes, estimate.states
    source = (
        "from earlier steps here" if estimate.from_record else "a guess: nothing has run here yet"
    )
    terminal.print(
        f"  about {max(estimate.minutes, 0.1):.1f} minutes, {estimate.megabytes:.1f} MB, "
        f"{estimate.kwh:.4f} kWh ({source})"
    )
    terminal.print(
        f"  {processes.n} x {processes.n_threads} (processes x threads) on {processes.n_cores} cores, "
        f"each process with up to about {processes.need_bytes / 1e9:.1f} GB of memory"
        + ("; more would not fit into what is free" if processes.is_short_of_memory else "")
    )
    if states.kept:
        kept = sum(states.kept.values()) / 1e6
        terminal.print(f"  states of frozen layers, kept once for all runs: {kept:.1f} MB")
    if states.streamed:
        terminal.print(
            f"  states of frozen layers, {sum(states.streamed.values()) / 1e6:.1f} MB: streamed, past the "
            f"bound of {states.bound / 1e9:g} GB ([run] prefix_gigabytes)".replace("[", "\\[")
        )
