"""How the ten questions and their answers are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.cli.data.printing import plain
from tenfold.cli.options import console

if TYPE_CHECKING:
    from tenfold.papers.named_paper import NamedPaper
    from tenfold.papers.reading import Sheet

__all__ = ["print_sheet"]


def print_sheet(sheet: Sheet, paper: NamedPaper) -> None:
    """Question by question, with everybody's answers; then who answered how many, and decided what."""
    from tenfold.papers.quote_places import place_line

    terminal = console()
    terminal.print(f"[bold]{plain(paper.title)}[/bold]  {plain(paper.key)}")
    for question in sheet.questions:
        terminal.print(f"\n[bold]{question.n:>2}  {plain(question.text)}[/bold]")
        given = sheet.answers_to(question.n)
        if not given:
            terminal.print(f"    [dim]{plain(question.hint)}[/dim]")
        for answer in given:
            whose = f"{answer.person}, the lab's own" if answer.is_chosen else answer.person
            terminal.print(f"    [dim]{plain(whose)}:[/dim]")
            for line in answer.text.splitlines():
                terminal.print(f"    {plain(line)}")
            for place in sheet.places(answer):
                style = "dim" if place.agrees else "yellow"
                terminal.print(f"    [{style}]{plain(place_line(place))}[/]")
    terminal.print()
    for person, n in sheet.progress.items():
        terminal.print(f"{plain(person)}: {n} of {len(sheet.questions)}")
    for decision in sheet.decisions.values():
        why = f" ({decision.why})" if decision.why else ""
        terminal.print(f"{plain(decision.person)} would {decision.action} it{plain(why)}.")
    if not sheet.progress:
        terminal.print(f'Begin: tenfold paper read {plain(paper.key)} --answer 1 "TEXT"')
