"""What `tenfold paper screen` says of a screening, and what it writes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.cli.data.printing import plain
from tenfold.cli.options import console, print_json

if TYPE_CHECKING:
    from tenfold.papers.screening.reviewers import Pair
    from tenfold.papers.screening.screened import Screening

__all__ = [
    "say_collected",
    "say_conflicts",
    "say_decided",
    "say_exported",
    "say_flow",
    "say_next",
    "say_status",
    "say_undone",
]


def say_decided(
    screening: Screening, decide: tuple[str, str], reason: str, *, as_json: bool
) -> None:
    """Save one decision."""
    from tenfold.papers.screening.decisions import read_verdict

    subject, verdict = screening.named(decide[0]), read_verdict(decide[1])
    screening.decide(subject, verdict, reason)
    key = screening.papers[subject].key
    if as_json:
        print_json({"schema_version": 1, "key": key, "verdict": verdict, "reason": reason})
    else:
        console().print(plain(f"saved: {key} {verdict}"))


def say_undone(screening: Screening, *, as_json: bool) -> None:
    """Take the last decision back."""
    paper = screening.undo()
    key = paper.key if paper else None
    if as_json:
        print_json({"schema_version": 1, "undone": key})
    else:
        console().print(plain(f"Taken back: your last decision about {key or 'a paper'}."))


def say_next(screening: Screening, n: int, *, as_json: bool) -> None:
    """The next papers, the most telling first."""
    asked = screening.next(n)
    if as_json:
        print_json({"schema_version": 1, "next": [one.to_json() for one in asked]})
        return
    terminal = console()
    for one in asked:
        terminal.print(plain(f"{one.paper.key:<24} {one.paper.year or '':<5}{one.paper.title}"))
    if not asked:
        terminal.print("All papers of the collection are read.")


def say_status(screening: Screening, *, as_json: bool) -> None:
    """How far the person is, the recall, what the rule says, who else screens."""
    from tenfold.language import translator
    from tenfold.papers.screening.words import stop_words

    standing, by_person = screening.standing(), screening.by_person()
    criteria, name = screening.decisions.criteria(), screening.collection.name
    n_of = {
        person: sum(d.label is not None for d in own.values()) for person, own in by_person.items()
    }
    if as_json:
        said = {"collection": name, "criteria": criteria, "person": screening.person}
        print_json({"schema_version": 1, **said, **standing.to_json(), "reviewers": n_of})
        return
    terminal = console()
    n_read = standing.n_records - standing.n_unread
    unsure = f" ({standing.n_unsure:,} of them unsure)" if standing.n_unsure else ""
    skipped = f", {standing.n_skipped:,} skipped" if standing.n_skipped else ""
    terminal.print(f"[bold]{plain(name)}[/bold], screened by {plain(screening.person)}")
    if criteria:
        terminal.print(f"  include   {plain(criteria)}")
    terminal.print(f"  read      {n_read:,} of {standing.n_records:,}{skipped}")
    terminal.print(f"  included  {standing.n_included:,}{unsure}; excluded {standing.n_excluded:,}")
    if standing.n_included:
        terminal.print(
            f"  recall    likely {standing.recall.likely:.0%}; at least {standing.recall.at_least:.0%} "
            f"({1 - standing.rule.alpha:.0%} sure)"
        )
    advice = "you may stop" if standing.stop else "read on"
    terminal.print(f"  stop?     {advice}: {stop_words(standing, translator())}")
    others = [f"{plain(p)} ({n:,} read)" for p, n in n_of.items() if p != screening.person]
    if others:
        terminal.print(f"  others    {', '.join(others)}; compare: --conflicts")


def say_conflicts(screening: Screening, *, as_json: bool) -> None:
    """How far each two reviewers agree, and the papers on which they do not."""
    from tenfold.papers.screening.reviewers import pairs_of_reviewers

    pairs, disputed = pairs_of_reviewers(screening.by_person()), screening.conflicts()
    if as_json:
        listed = [
            {
                "key": screening.papers[s].key,
                "title": screening.papers[s].title,
                "decisions": [
                    {"person": p, "verdict": d.verdict, "reason": d.reason}
                    for p, d in outcome.decisions.items()
                ],
            }
            for s, outcome in disputed.items()
        ]
        print_json(
            {"schema_version": 1, "pairs": [p.to_json() for p in pairs], "conflicts": listed}
        )
        return
    terminal = console()
    if not pairs:
        terminal.print("There are not two reviewers yet: another decides with --as NAME.")
    for pair in pairs:
        terminal.print(plain(_pair_line(pair)))
    for subject, outcome in disputed.items():
        terminal.print(f"[bold]{plain(screening.papers[subject].key)}[/bold]  "
                       f"{plain(screening.papers[subject].title)}")  # fmt: skip
        for person, decision in outcome.decisions.items():
            why = f" ({decision.reason})" if decision.reason else ""
            terminal.print(plain(f"    {person}: {decision.verdict}{why}"))
    if disputed:
        terminal.print("Settle one: talk, and who was wrong decides anew: --decide KEY include")


def _pair_line(pair: Pair) -> str:
    who = f"{pair.first} and {pair.second}"
    if pair.kappa is None:
        return f"{who}: no paper was read by both."
    kappa = "not defined, as all decisions are the same"
    if not math.isnan(pair.kappa.value):
        kappa = f"{pair.kappa.value:.2f} ({pair.kappa.low:.2f} to {pair.kappa.high:.2f})"
    return f"{who}: {pair.n_both:,} read by both, {len(pair.conflicts):,} in conflict; Cohen's kappa {kappa}"


def say_flow(screening: Screening, identified: int | None, *, as_json: bool) -> None:
    """The PRISMA counts."""
    from tenfold.papers.screening.flow import flow_text

    flow = screening.flow(n_identified=identified)
    if as_json:
        print_json({"schema_version": 1, **flow.to_json()})
    else:
        for line in flow_text(flow).splitlines():
            console().print(plain(line))


def say_exported(
    screening: Screening, path: Path, identified: int | None, *, force: bool, as_json: bool
) -> None:
    """Write the papers with their decisions, or the diagram."""
    from tenfold.papers.exporters.written_files import write_file
    from tenfold.papers.screening.flow import draw_flow
    from tenfold.papers.screening.written import written_screening

    ending = path.suffix.casefold()
    if ending == ".svg":
        text = draw_flow(screening.flow(n_identified=identified)) + "\n"
    else:
        text = written_screening(screening.papers, screening.outcomes(), ending=ending)
    write_file(path, text, force=force)
    if as_json:
        print_json({"schema_version": 1, "written_to": str(path)})
    else:
        console().print(plain(f"Wrote {path}"))


def say_collected(screening: Screening, *, as_json: bool) -> None:
    """Fill the collection of the included."""
    filled = screening.collect_included()
    if as_json:
        said: dict[str, Any] = {"collection": filled.name, "n_papers": len(filled.members)}
        print_json({"schema_version": 1, **said})
    else:
        n = len(filled.members)
        console().print(plain(f"{filled.name}: {n:,} {'paper' if n == 1 else 'papers'}"))
