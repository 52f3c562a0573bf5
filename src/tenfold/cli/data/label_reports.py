"""What `tenfold data label` says besides asking: progress, agreement, rules, the new version."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.cli.data.printing import plain, print_data, short
from tenfold.cli.options import console

if TYPE_CHECKING:
    from tenfold.desk.labelling.comparing import Comparison, Pair
    from tenfold.desk.labelling.opening import Labelling
    from tenfold.desk.labelling.session import Session
    from tenfold.evaluation.agreement import Agreement

__all__ = ["say_agreement", "say_finished", "say_rules", "say_status"]

_MOST_SHOWN, _MOST_CLASSES = 20, 12
_FEW = 30


def _status_json(labelling: Labelling, session: Session) -> dict[str, Any]:
    """How far the labelling is, for ``--json``."""
    progress = session.progress()
    return {
        "name": labelling.dataset.name,
        "version": labelling.dataset.digest,
        "annotator": session.annotator,
        "classes": list(session.classes),
        "overlap": labelling.settings.overlap,
        "n_items": progress.n_items,
        "n_labelled": progress.n_labelled,
        "n_mine": progress.n_mine,
        "n_skipped": progress.n_skipped,
        "counts": progress.counts,
        "n_empty": labelling.pool.n_empty,
    }


def say_status(labelling: Labelling, session: Session, *, as_json: bool) -> None:
    """One line of counts, the classes, and what to do next."""
    if as_json:
        print_data(_status_json(labelling, session))
        return
    progress, terminal = session.progress(), console()
    by_you = f"{progress.n_mine:,} by {plain(session.annotator)}"
    skipped = f", {progress.n_skipped} skipped" if progress.n_skipped else ""
    terminal.print(
        f"\n{plain(labelling.dataset.reference)}: {progress.n_labelled:,} of {progress.n_items:,} "
        f"texts labelled, {by_you}{skipped}. All is saved."
    )
    sizes = sorted(progress.counts.items(), key=lambda item: -item[1])
    if progress.n_mine:
        more = f", and {len(sizes) - _MOST_CLASSES} more" if len(sizes) > _MOST_CLASSES else ""
        shown = ", ".join(f"{name} {n}" for name, n in sizes[:_MOST_CLASSES])
        terminal.print(f"  {plain(shown)}{more}")
    if labelling.pool.n_empty:
        terminal.print(f"  {labelling.pool.n_empty:,} empty texts are not asked.")
    if progress.n_labelled:
        name = plain(labelling.dataset.name)
        terminal.print(
            f"Write what is labelled as a new version: tenfold data label {name} --finish"
        )


def say_finished(
    labelling: Labelling, *, with_rules: bool, trust: str | None, as_json: bool
) -> None:
    """Write the new version, and say what is in it and what is not."""
    from tenfold.desk.labelling.finishing import finish

    done = finish(labelling, with_rules=with_rules, trust=trust)
    if as_json:
        print_data(done.to_json())
        return
    terminal = console()
    sources = ", ".join(f"{n:,} {source}" for source, n in done.by_source.items())
    known = "" if done.dataset.is_new else " (known already)"
    terminal.print(
        f"[bold]{plain(done.dataset.reference)}[/bold]  {len(done.dataset):,} of {done.n_rows:,} rows "
        f"({sources}), version {done.dataset.digest[:12]}{known}"
    )
    if done.n_unlabelled:
        terminal.print(f"  {done.n_unlabelled:,} rows without a label stayed out.")
    if done.n_disputed:
        terminal.print(
            f"  {done.n_disputed:,} rows stayed out: annotators are undecided (--agreement)."
        )
    if done.n_changed:
        terminal.print(f"  {done.n_changed:,} labels differ from those that came with the data.")
    if done.n_chosen:
        terminal.print(
            f"  {done.n_chosen:,} labels are of texts that a model chose: good to train on. A test set should\n"
            "  be of texts labelled with --strategy random (column label_chosen_by)."
        )
    terminal.print(f"  Where each label came from: columns {', '.join(done.dataset.columns[-3:])}.")


def say_rules(labelling: Labelling, path: Path, *, as_json: bool) -> None:
    """Save weak labels, and say what each rule is worth."""
    from tenfold.desk.labelling.rules import read_rules
    from tenfold.desk.labelling.weak import try_rules

    found = try_rules(labelling, read_rules(path, labelling.settings.classes))
    if as_json:
        print_data({"name": labelling.dataset.name, **found.to_json()})
        return
    from rich.table import Table

    terminal = console()
    table = Table("class", "words", "texts", "conflicts", "right", box=None, pad_edge=False)
    for rule in found.rules:
        right = f"{rule.n_right} of {rule.n_known}" if rule.n_known else "?"
        cells = (rule.label, rule.phrase, f"{rule.n_matched:,}", f"{rule.n_conflicts:,}", right)
        table.add_row(*map(plain, cells))
    terminal.print(table)
    terminal.print(
        f"\nsaved: weak labels for {found.n_labelled:,} of {found.n_texts:,} texts; "
        f"{found.n_conflicts:,} got none, as rules contradict."
    )
    if found.n_known:
        terminal.print(
            f"Of the {found.n_known:,} with a human label, {found.n_right:,} have the right one."
        )
    else:
        terminal.print("How often they are right is not known: label some texts by hand.")


def say_agreement(labelling: Labelling, *, as_json: bool) -> None:
    """Coefficients with intervals, the confusion of each pair, and the texts that are disagreed on."""
    from tenfold.desk.labelling.comparing import compare

    found = compare(labelling)
    if as_json:
        print_data({"name": labelling.dataset.name, **found.to_json()})
        return
    terminal = console()
    labelled = ", ".join(f"{name} {n:,}" for name, n in found.n_by_annotator.items())
    terminal.print(f"Labelled: {plain(labelled)}")
    terminal.print(f"Krippendorff's alpha  {_coefficient(found.alpha)}")
    for pair in found.pairs:
        _say_pair(found, pair)
    if found.alpha.n_items < _FEW:
        terminal.print(
            f"[yellow]Fewer than {_FEW} texts in common: the intervals are rough.[/yellow]"
        )
    terminal.print(f"\nDisagreements: {len(found.disagreements):,}")
    for one in found.disagreements[:_MOST_SHOWN]:
        said = ", ".join(f"{annotator}: {label}" for annotator, label in one.labels.items())
        terminal.print(
            f"  {plain(one.example)}  {plain(said)}\n    [dim]{plain(short(one.text))}[/dim]"
        )
    if len(found.disagreements) > _MOST_SHOWN:
        terminal.print("  ... all of them: --agreement --json")


def _say_pair(found: Comparison, pair: Pair) -> None:
    terminal = console()
    first, second = plain(pair.first), plain(pair.second)
    terminal.print(
        f"Cohen's kappa         {_coefficient(pair.kappa)}  {first} and {second}, "
        f"{pair.n_equal:,} equal"
    )
    cells = [
        (n, found.classes[i], found.classes[j])
        for i, row in enumerate(pair.confusion)
        for j, n in enumerate(row)
        if n and i != j
    ]
    for n, one, two in sorted(cells, reverse=True)[:_MOST_CLASSES]:
        terminal.print(f"    {n:,} x  {first}: {plain(one)}, {second}: {plain(two)}")


def _coefficient(found: Agreement) -> str:
    if not math.isfinite(found.value):
        return f"not defined: one class only ({found.n_items:,} texts)"
    return f"{found.value:.3f}  [{found.low:.3f}, {found.high:.3f}]  {found.n_items:,} texts"
