"""`tenfold`: every command, and what happens to errors. Nothing heavy is imported here."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from tenfold.cli.data.app import data_app
from tenfold.cli.demo import demo_command
from tenfold.cli.doctor import doctor_command
from tenfold.cli.judge import judge_command
from tenfold.cli.lab.date import date_app
from tenfold.cli.lab.goal import goal_app
from tenfold.cli.lab.lab import lab_app
from tenfold.cli.lab.note import note_app
from tenfold.cli.lab.plan import plan_app
from tenfold.cli.lab.week import week_app
from tenfold.cli.model import model_app
from tenfold.cli.options import JsonOption, print_json
from tenfold.cli.papers.app import paper_app
from tenfold.cli.predict import predict_command
from tenfold.cli.publish import publish_command
from tenfold.cli.reproduce import reproduce_command
from tenfold.cli.store import store_app
from tenfold.cli.study.app import study_app
from tenfold.cli.web import web_app
from tenfold.errors import TenfoldError

__all__ = ["app", "main"]

_INTERRUPTED = 130
_GARBAGE_THRESHOLD = 100_000
"""A command makes many small objects while it imports; looking for rings among them finds none."""

app = typer.Typer(
    name="tenfold",
    help="A research question about a pre-trained model becomes an answer that others can check.",
    epilog="A first look: tenfold demo. Your own scores: tenfold judge --example. "
    "A study of your own: tenfold init lab, then tenfold study new.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # the plain help: rich would double the time that --help takes
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command("init")
def init_command(
    folder: Annotated[Path, typer.Argument(help="The folder; made if it is missing.")] = Path("."),
    name: Annotated[
        str, typer.Option("--name", help="Yours: what you write and run is kept under it.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Make a workspace: tenfold.toml, studies/ and .tenfold/.

    Example: tenfold init lab --name Ada && cd lab
    """
    from tenfold.store.workspace import SETTINGS_FILE, Workspace

    existed = (folder / SETTINGS_FILE).exists()
    workspace = Workspace.create(folder, person=name)
    if as_json:
        print_json({"schema_version": 1, "workspace": str(workspace.root), "existed": existed})
        return
    print(
        f"{workspace.root}: {'a workspace already, left as it is' if existed else 'workspace made'}."
    )
    if not existed and not name:
        print(
            "What you write is kept under a name; give yours in tenfold.toml before you begin: [person] name."
        )
    print("Next: tenfold data add FILE, then tenfold study new NAME.")


def _version(wanted: bool) -> None:
    if wanted:
        from tenfold import __version__

        print(f"tenfold {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What every command shares."""


app.command("demo")(demo_command)
app.command("judge")(judge_command)
app.add_typer(data_app, name="data")
app.add_typer(study_app, name="study")
app.command("predict")(predict_command)
app.command("reproduce")(reproduce_command)
app.add_typer(paper_app, name="paper")
app.add_typer(note_app, name="note")
app.add_typer(goal_app, name="goal")
app.add_typer(plan_app, name="plan")
app.add_typer(date_app, name="date")
app.add_typer(week_app, name="week")
app.add_typer(lab_app, name="lab")
app.add_typer(model_app, name="model")
app.add_typer(store_app, name="store")
app.command("publish")(publish_command)
app.command("doctor")(doctor_command)
app.add_typer(web_app, name="web")


def main() -> None:
    """Run a command; an error becomes one message and an exit status, never a traceback."""
    gc.set_threshold(_GARBAGE_THRESHOLD)
    try:
        app()
    except TenfoldError as error:
        _report(error)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        print("\nstopped.", file=sys.stderr)
        sys.exit(3)
    except SystemExit as stopped:
        if stopped.code == _INTERRUPTED:  # how typer ends on Ctrl-C
            print("\nstopped.", file=sys.stderr)
            sys.exit(3)
        raise
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        sys.exit(0)


def _report(error: TenfoldError) -> None:
    if "--json" in sys.argv:
        print(json.dumps({"error": error.to_json()}, indent=2, ensure_ascii=False))
    else:
        label = error.code if error.code.count("-") > 1 or error.code[-1:].isdigit() else ""
        print(f"{label} {error}".strip(), file=sys.stderr)


if __name__ == "__main__":
    main()
