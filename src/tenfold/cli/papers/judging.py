"""The commands of `tenfold paper` by which papers are read and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.cli.papers.answers import answers_command
from tenfold.cli.papers.claim import claim_command
from tenfold.cli.papers.collect import collect_command
from tenfold.cli.papers.comment import comment_command
from tenfold.cli.papers.compare import compare_command
from tenfold.cli.papers.react import react_command
from tenfold.cli.papers.read import read_command
from tenfold.cli.papers.review import forms_command, review_command
from tenfold.cli.papers.state import (
    owed_command,
    progress_command,
    state_command,
    tag_command,
)
from tenfold.cli.papers.survey import survey_command
from tenfold.cli.papers.take_back import take_back_command

if TYPE_CHECKING:
    import typer

__all__ = ["add_judging"]


def add_judging(app: typer.Typer) -> None:
    """Put them into an app."""
    app.command("read")(read_command)
    app.command("answers")(answers_command)
    app.command("compare")(compare_command)
    app.command("survey")(survey_command)
    app.command("react")(react_command)
    app.command("review")(review_command)
    app.command("forms")(forms_command)
    app.command("comment")(comment_command)
    app.command("claim")(claim_command)
    app.command("collect")(collect_command)
    app.command("state")(state_command)
    app.command("progress")(progress_command)
    app.command("tag")(tag_command)
    app.command("owed")(owed_command)
    app.command("take-back")(take_back_command)
