"""`tenfold data`: bring data in, look at them, audit them, mend them."""

from __future__ import annotations

import typer

from tenfold.cli.data.add import add_command
from tenfold.cli.data.audit import audit_command
from tenfold.cli.data.augment import augment_command
from tenfold.cli.data.card import card_command
from tenfold.cli.data.clean import clean_command, recipe_command
from tenfold.cli.data.diff import diff_command
from tenfold.cli.data.explain import explain_command
from tenfold.cli.data.export import export_command
from tenfold.cli.data.label import label_command
from tenfold.cli.data.listing import list_command
from tenfold.cli.data.show import show_command
from tenfold.cli.data.where import where_command

__all__ = ["data_app"]

data_app = typer.Typer(
    help="Bring data in, look at them, audit them, mend them.", no_args_is_help=True
)

data_app.command("add")(add_command)
data_app.command("list")(list_command)
data_app.command("show")(show_command)
data_app.command("audit")(audit_command)
data_app.command("card")(card_command)
data_app.command("export")(export_command)
data_app.command("explain")(explain_command)
data_app.command("clean")(clean_command)
data_app.command("recipe")(recipe_command)
data_app.command("diff")(diff_command)
data_app.command("where")(where_command)
data_app.command("augment")(augment_command)
data_app.command("label")(label_command)
