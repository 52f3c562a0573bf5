"""A survey in its formats: one as text, or all as files of a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.errors import InputError, nearest
from tenfold.papers.comparison_text import comparison_csv
from tenfold.papers.survey.survey_latex import survey_latex
from tenfold.papers.survey.survey_markdown import survey_markdown
from tenfold.papers.survey.survey_page import survey_html
from tenfold.store.files import write_durably

if TYPE_CHECKING:
    from tenfold.papers.survey.survey import Survey
    from tenfold.store.workspace import Workspace

__all__ = ["FORMATS", "survey_bib", "survey_files", "taken_files", "write_survey", "written_survey"]

FORMATS = ("md", "html", "tex", "bib", "csv")


def survey_bib(workspace: Workspace, survey: Survey) -> str:
    """The papers as BibTeX under their keys, with what their entries refer to."""
    from tenfold.papers.choosing import choose
    from tenfold.papers.exporters.bibtex import write_bibtex
    from tenfold.papers.library import Library

    if not survey.papers:  # without keys the whole library would be meant
        return ""
    return write_bibtex(choose(Library(workspace), [p.key for p in survey.papers]).papers)


def written_survey(
    workspace: Workspace, survey: Survey, format: str, *, language: str = "en"
) -> str:
    """The survey in one of `FORMATS`. Raises InputError for another."""
    writers: dict[str, Callable[[], str]] = {
        "md": lambda: survey_markdown(survey, language=language),
        "html": lambda: survey_html(survey, language=language),
        "tex": lambda: survey_latex(survey, language=language),
        "bib": lambda: survey_bib(workspace, survey),
        "csv": lambda: comparison_csv(survey.comparison, papers_down=True),
    }
    if format not in writers:
        remedy = nearest(format, writers)
        raise InputError(f"a survey is not written as {format!r}.", code="TF-PAPER", remedy=remedy)
    return writers[format]()


def survey_files(workspace: Workspace, survey: Survey, *, language: str = "en") -> dict[str, bytes]:
    """All formats, as bytes by file name: survey.md, survey.html, survey.tex, survey.bib, survey.csv."""
    return {
        f"survey.{format}": written_survey(workspace, survey, format, language=language).encode(
            "utf-8", "backslashreplace"
        )
        for format in FORMATS
    }


def taken_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Files of the folder that say something else and would be written over.

    Raises InputError where the folder is none, or one of the names is not a file's.
    """
    taken = []
    try:
        if folder.exists() and not folder.is_dir():
            raise _unusable(folder, "is no folder.")
        for name, content in files.items():
            path = folder / name
            if path.is_dir():
                raise _unusable(path, "is a folder.")
            if path.exists() and path.read_bytes() != content:
                taken.append(path)
    except OSError as error:
        raise _unusable(folder, f"cannot be read ({error.strerror or error}).") from None
    return taken


def write_survey(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write all of them, over what is there; each is whole or as it was before, whatever happens."""
    try:
        for name, content in files.items():
            write_durably(folder / name, content)
    except OSError as error:  # such as a file where a folder is meant to be
        raise _unusable(folder, f"cannot be written ({error.strerror or error}).") from None
    return [folder / name for name in files]


def _unusable(path: Path, what: str) -> InputError:
    return InputError(what, code="TF-PAPER-OUT", where=str(path), remedy="Name another folder.")
