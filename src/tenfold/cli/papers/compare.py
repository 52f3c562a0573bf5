"""`tenfold paper compare`: papers beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.named import named_paper

__all__ = ["compare_command"]


def compare_command(
    keys: Annotated[list[str], typer.Argument(help="Citation keys.")],
    study: Annotated[
        list[str] | None,
        typer.Option("--study", help="One of your studies beside them; repeatable."),
    ] = None,
    asked: Annotated[
        str,
        typer.Option("--in", help="Questions by number, or data, method, score; default: all ten."),
    ] = "",
    papers_down: Annotated[
        bool, typer.Option("--papers-down", help="A paper is a row, not a column.")
    ] = False,
    format: Annotated[
        str | None,
        typer.Option(
            "--format", help="md, csv, tex or html; default: what --out ends in, else md."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write it here instead of printing it.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """A table of what the answers say of several papers, and of your own studies filled from their runs.

    Example: tenfold paper compare hu2021lora houlsby2019parameter --in data,method,score --format tex
    """
    from tenfold.cli.lab.text_file import write_text_file
    from tenfold.lab.study_answers import answers_of_study
    from tenfold.papers.aspect import aspects
    from tenfold.papers.comparison import Comparison, compared_paper, compared_study
    from tenfold.papers.comparison_formats import comparison_format, written_comparison

    written_as = comparison_format(format, out)
    opened = open_workspace(workspace)
    lines = aspects([word for word in asked.split(",") if word.strip()], language=language)
    papers = [named_paper(opened, key) for key in dict.fromkeys(keys)]
    beside = [compared_paper(opened, p.subject, key=p.key, title=p.title) for p in papers]
    beside += [
        compared_study(name, lambda name: answers_of_study(opened, name, language=language))
        for name in study or ()
    ]
    comparison = Comparison(lines, tuple(beside))
    if as_json:
        print_json({"schema_version": 1, **comparison.to_json()})
        return
    text = written_comparison(comparison, written_as, papers_down=papers_down, language=language)
    write_text_file(text, out, force=force)
