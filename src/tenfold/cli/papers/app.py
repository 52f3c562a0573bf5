"""`tenfold paper`: the library."""

from __future__ import annotations

import typer

from tenfold.cli.papers.add import add_command
from tenfold.cli.papers.attach import attach_command
from tenfold.cli.papers.duplicates import (
    different_command,
    duplicates_command,
    merge_command,
    version_command,
)
from tenfold.cli.papers.edit import edit_command, remove_command, undo_command
from tenfold.cli.papers.export import export_command
from tenfold.cli.papers.follow import add_following
from tenfold.cli.papers.import_files import import_command
from tenfold.cli.papers.imports import imports_command
from tenfold.cli.papers.judging import add_judging
from tenfold.cli.papers.listing import list_command
from tenfold.cli.papers.map import map_command
from tenfold.cli.papers.plan import drop_command, plan_command, propose_command, snooze_command
from tenfold.cli.papers.references import references_command
from tenfold.cli.papers.screen import screen_command
from tenfold.cli.papers.search import index_command, search_command, similar_command
from tenfold.cli.papers.searches import searches_command
from tenfold.cli.papers.show import show_command
from tenfold.cli.papers.text import text_command
from tenfold.cli.papers.topics import topic_command, topics_command

__all__ = ["paper_app"]

paper_app = typer.Typer(
    name="paper", help="Papers that are read, judged and connected.", no_args_is_help=True
)

paper_app.command("import")(import_command)
paper_app.command("add")(add_command)
paper_app.command("imports")(imports_command)
paper_app.command("attach")(attach_command)
paper_app.command("text")(text_command)
paper_app.command("list")(list_command)
paper_app.command("show")(show_command)
paper_app.command("search")(search_command)
paper_app.command("searches")(searches_command)
paper_app.command("similar")(similar_command)
paper_app.command("index")(index_command)
paper_app.command("topics")(topics_command)
paper_app.command("topic")(topic_command)
paper_app.command("map")(map_command)
paper_app.command("plan")(plan_command)
paper_app.command("snooze")(snooze_command)
paper_app.command("drop")(drop_command)
paper_app.command("propose")(propose_command)
paper_app.command("screen")(screen_command)
paper_app.command("references")(references_command)
paper_app.command("edit")(edit_command)
paper_app.command("duplicates")(duplicates_command)
paper_app.command("merge")(merge_command)
paper_app.command("different")(different_command)
paper_app.command("version")(version_command)
paper_app.command("export")(export_command)
paper_app.command("remove")(remove_command)
paper_app.command("undo")(undo_command)
add_judging(paper_app)
add_following(paper_app)
