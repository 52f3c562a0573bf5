"""`tenfold week`: the report of a week, and what becomes of it."""

from __future__ import annotations

import typer

from tenfold.cli.lab.default_command import ShowByDefault
from tenfold.cli.lab.week_answer import form_command, reply_command, template_command
from tenfold.cli.lab.week_keeping import add_command, check_command, freeze_command, list_command
from tenfold.cli.lab.week_show import show_command

__all__ = ["week_app"]

week_app = typer.Typer(
    name="week",
    cls=ShowByDefault,
    help="The report of a week: what you believe now, on what evidence, and what comes next.",
    epilog="Example: tenfold week --last. Without a command it is `show`: tenfold week show --help.",
    rich_markup_mode=None,
)

week_app.command("show")(show_command)
week_app.command("freeze")(freeze_command)
week_app.command("add")(add_command)
week_app.command("check")(check_command)
week_app.command("list")(list_command)
week_app.command("reply")(reply_command)
week_app.command("form")(form_command)
week_app.command("template")(template_command)
