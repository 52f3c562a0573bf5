"""`tenfold paper survey`: a collection as a table of answers, with its gaps."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenfold.papers.survey.survey import Survey

__all__ = ["survey_command"]


def survey_command(
    collection: Annotated[str, typer.Argument(help="A collection of papers.")],
    format: Annotated[str, typer.Option("--format", help="md, html, tex, bib or csv.")] = "md",
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Folder: write survey.md, .html, .tex, .bib and .csv there."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over files that are there, without asking.")
    ] = False,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Survey a collection: its papers by answers 1, 3, 5, 7, 8 and 10, and what is missing.

    In the cells stand the answers that the lab chose, else your own. Fill the collection first: tenfold paper
    collect NAME KEY --new

    Example: tenfold paper survey "low rank" --output survey
    """
    from tenfold.papers.survey.survey import survey_of
    from tenfold.papers.survey.survey_files import survey_files, written_survey

    opened = open_workspace(workspace)
    survey = survey_of(opened, collection, language=language)
    if output is not None:
        written = _write(output, survey_files(opened, survey, language=language), force=force)
        if not as_json:
            _print_written(survey, written)
            return
    else:
        written = []
    if as_json:
        print_json({**survey.to_json(), "written": [str(path) for path in written]})
        return
    sys.stdout.write(written_survey(opened, survey, format, language=language))


def _write(folder: Path, files: Mapping[str, bytes], *, force: bool) -> list[Path]:
    """Write the files; what is there already is asked about first, or refused where nobody can answer."""
    from tenfold.errors import InputError
    from tenfold.papers.survey.survey_files import taken_files, write_survey

    if (taken := taken_files(folder, files)) and not force:
        names = ", ".join(path.name for path in taken)
        if not sys.stdin.isatty():
            raise InputError(
                f"there is something else in {names}.",
                code="TF-PAPER-OUT",
                where=str(folder),
                remedy="Write over it with --force, or name another folder. Nothing was changed.",
            )
        typer.confirm(f"Write over {names} in {folder}?", abort=True)
    return write_survey(folder, files)


def _print_written(survey: Survey, written: list[Path]) -> None:
    from tenfold.language import translator
    from tenfold.papers.survey.survey_words import about_words

    terminal = console()
    terminal.print(plain(about_words(survey, translator("en"))))
    for path in written:
        terminal.print(plain(f"Wrote {path}"))
