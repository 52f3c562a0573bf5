"""`tenfold study`: write, try, declare, run and look at a study."""

from __future__ import annotations

import typer

from tenfold.cli.bundle import bundle_command
from tenfold.cli.study.answer import answer_command
from tenfold.cli.study.declare import declare_command
from tenfold.cli.study.files import export_split_command, schema_command
from tenfold.cli.study.new import new_command
from tenfold.cli.study.run import rerun_command, run_command, stop_command, watch_command
from tenfold.cli.study.show import list_command, report_command, show_command
from tenfold.cli.study.trying import check_command, try_command

__all__ = ["study_app"]

study_app = typer.Typer(help="Declare, run and judge studies.", no_args_is_help=True)

study_app.command("new")(new_command)
study_app.command("try")(try_command)
study_app.command("declare")(declare_command)
study_app.command("check")(check_command)
study_app.command("run")(run_command)
study_app.command("rerun")(rerun_command)
study_app.command("watch")(watch_command)
study_app.command("stop")(stop_command)
study_app.command("list")(list_command)
study_app.command("show")(show_command)
study_app.command("report")(report_command)
study_app.command("answer")(answer_command)
study_app.command("bundle")(bundle_command)
study_app.command("export-split")(export_split_command)
study_app.command("schema")(schema_command)
