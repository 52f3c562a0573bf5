"""`tenfold data clean` and `tenfold data recipe`: mend a data set, and keep how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.data.diff import say_rows
from tenfold.cli.data.printing import identity, plain, print_data
from tenfold.cli.data.progress import CheckDisplay
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.desk.cleaning.asked import Asked
    from tenfold.desk.cleaning.making import Cleaning
    from tenfold.desk.cleaning.recipe import Recipe
    from tenfold.store.workspace import Workspace

__all__ = ["clean_command", "recipe_command"]


def _flag(name: str, help: str) -> Any:
    return typer.Option(name, help=help)


def clean_command(
    name: Annotated[str, typer.Argument(help="A name, name@2, a path, or builtin:NAME.")],
    fix_encoding: Annotated[bool, _flag("--fix-encoding", "Undo mojibake (cafÃ©: café).")] = False,
    strip_controls: Annotated[
        bool, _flag("--strip-controls", "Take out control and invisible characters.")
    ] = False,
    strip_html: Annotated[
        bool, _flag("--strip-html", "Take out HTML tags, decode entities.")
    ] = False,
    normalise_spaces: Annotated[
        bool, _flag("--normalise-spaces", "One space for every run of white space.")
    ] = False,
    redact_personal: Annotated[
        bool, _flag("--redact-personal", "[EMAIL], [PHONE] ... for personal data; not names.")
    ] = False,
    in_column: Annotated[
        list[str] | None, typer.Option("--in", help="Mend texts in this column; default: the text.")
    ] = None,
    relabel: Annotated[
        Path | None, typer.Option(help="A list: row or id, label; or suspects with decisions.")
    ] = None,
    new_classes: Annotated[
        bool, _flag("--new-classes", "The list may name classes that are new.")
    ] = False,
    rename_label: Annotated[
        list[str] | None, typer.Option(help="OLD=NEW, as often as needed.")
    ] = None,
    drop_rows: Annotated[Path | None, typer.Option(help="A list: row or id, perhaps why.")] = None,
    drop_class: Annotated[list[str] | None, typer.Option(help="Drop a whole class.")] = None,
    drop_empty: Annotated[bool, _flag("--drop-empty", "Drop rows without a text.")] = False,
    drop_duplicates: Annotated[
        bool, _flag("--drop-duplicates", "Drop rows that repeat a text; the first stays.")
    ] = False,
    level: Annotated[
        str, typer.Option(help="What repeats: exact, normalised (case, spaces apart), or near.")
    ] = "exact",
    contradictions: Annotated[
        str, typer.Option(help="Texts under several labels: leave, or drop all of them.")
    ] = "leave",
    keep_columns: Annotated[str | None, typer.Option(help="Columns that stay: text,label")] = None,
    test_too: Annotated[
        bool, _flag("--test-too", "Drop and relabel rows of the split test too.")
    ] = False,
    recipe: Annotated[
        str | None, typer.Option(help="Instead of flags: recipe.toml, or a version made by one.")
    ] = None,
    as_name: Annotated[
        str | None, typer.Option("--as", help="Name of the new version; default: the same name.")
    ] = None,
    dry_run: Annotated[bool, _flag("--dry-run", "Show what would change; write nothing.")] = False,
    everything: Annotated[bool, _flag("--all", "Show every row that changes.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Mend a data set by a recipe: a new version comes out, the old one stays.

    Operations are carried out in the order of these options, whatever the order they are given in; a recipe
    file keeps its own.

    Example: tenfold data clean sms --fix-encoding --strip-html --drop-duplicates --dry-run
    """
    from tenfold.data import catalog
    from tenfold.desk.cleaning.asked import Asked
    from tenfold.desk.cleaning.making import clean

    flags = {
        "fix-encoding": fix_encoding, "strip-controls": strip_controls, "strip-html": strip_html,
        "normalise-spaces": normalise_spaces, "redact-personal": redact_personal,
        "drop-empty": drop_empty, "drop-duplicates": drop_duplicates,
    }  # fmt: skip
    asked = Asked(
        flags=frozenset(flag for flag, wanted in flags.items() if wanted),
        level=level,
        contradictions=contradictions,
        relabel=relabel,
        drop_rows=drop_rows,
        rename_label=_renamed(rename_label or []),
        drop_class=tuple(drop_class or ()),
        keep_columns=tuple(part.strip() for part in (keep_columns or "").split(",") if part),
        columns=tuple(in_column or ()),
        test_too=test_too,
        new_classes=new_classes,
    )
    opened = open_workspace(workspace)
    dataset = catalog.load(opened, name)
    wanted, remarks = _recipe(opened, dataset, asked, recipe)
    with CheckDisplay(quiet=as_json) as display:
        cleaning = clean(
            opened, dataset, wanted, name=as_name, dry_run=dry_run, progress=display.told
        )
    if as_json:
        print_data(_json(cleaning, remarks, everything))
    else:
        _say(cleaning, remarks, everything)


def recipe_command(
    name: Annotated[str, typer.Argument(help="A version that a recipe made: sms@2.")],
    toml: Annotated[Path | None, typer.Option(help="Write it to this new file.")] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Print the recipe that made a version, to be read, kept in git, or used on other data.

    Example: tenfold data recipe sms@2 --toml sms-recipe.toml
    """
    from tenfold.desk.cleaning.making import recipe_of_version
    from tenfold.errors import InputError
    from tenfold.store.files import write_durably

    found = recipe_of_version(open_workspace(workspace), name)
    if toml is not None:
        if toml.exists():
            raise InputError("is there already.", where=str(toml), remedy="Name a new file.")
        write_durably(toml.absolute(), found.to_toml().encode())
    if as_json:
        print_data({**found.to_json(), "digest": found.digest, "file": str(toml) if toml else None})
    elif toml is not None:
        console().print(f"{plain(str(toml))}: {plain(found.in_words)}")
    else:
        print(found.to_toml(), end="")


def _renamed(pairs: list[str]) -> dict[str, str]:
    from tenfold.errors import InputError

    names: dict[str, str] = {}
    for pair in pairs:
        old, mark, new = pair.partition("=")
        if not (old and mark and new) or old in names:
            raise InputError(
                f"--rename-label takes OLD=NEW, each OLD once, not {pair!r}.",
                remedy="--rename-label Spam=spam; a name with '=' goes into a recipe file.",
            )
        names[old] = new
    return names


def _recipe(
    workspace: Workspace, dataset: Dataset, asked: Asked, recipe: str | None
) -> tuple[Recipe, list[str]]:
    """The recipe from flags, or the one that was named; and remarks on the lists."""
    from tenfold.desk.cleaning.asked import Asked as Nothing
    from tenfold.desk.cleaning.asked import recipe_of
    from tenfold.desk.cleaning.making import find_recipe
    from tenfold.errors import InputError

    if recipe is not None:
        if asked != Nothing():
            raise InputError(
                "--recipe and operations were given together.",
                remedy="Carry them out one after the other, or write all into one recipe file.",
            )
        return find_recipe(workspace, recipe), []
    return recipe_of(asked, dataset)


def _json(cleaning: Cleaning, remarks: list[str], everything: bool) -> dict[str, Any]:
    from tenfold.desk.cleaning.shown import difference_of

    return {
        "state": cleaning.state,
        **identity(cleaning.after),
        "recipe": cleaning.recipe.to_json(),
        "recipe_digest": cleaning.recipe.digest,
        "operations": [done.to_json() for done in cleaning.cleaned.done],
        "remarks": remarks,
        "diff": difference_of(cleaning).to_json(None if everything else 20),
    }


def _say(cleaning: Cleaning, remarks: list[str], everything: bool) -> None:
    from tenfold.desk.cleaning.shown import difference_of

    terminal = console()
    before, after = cleaning.before, cleaning.after
    terminal.print(f"[bold]{plain(before.reference)}[/bold]  {len(before):,} rows")
    for done in cleaning.cleaned.done:
        said = [f"{n:,} {what}" for n, what in
                ((done.n_changed, "changed"), (done.n_dropped, "dropped")) if n]  # fmt: skip
        terminal.print(f"  {plain(done.in_words)}: {', '.join(said) or 'nothing to do'}")
        for remark in done.remarks:
            terminal.print(f"    [yellow]{plain(remark)}[/yellow]")
    for remark in remarks:
        terminal.print(f"  [yellow]{plain(remark)}[/yellow]")
    if cleaning.state == "unchanged":
        terminal.print(
            f"Nothing changes, so there is no new version: {plain(before.reference)} it stays."
        )
        return
    terminal.print()
    say_rows(difference_of(cleaning), everything=everything)
    terminal.print()
    if cleaning.state == "tried":
        terminal.print(f"{len(after):,} rows would be left. Nothing was written.")
        return
    known = "" if cleaning.state == "written" else " These rows were known already."
    terminal.print(
        f"[bold]{plain(after.reference)}[/bold]  {len(after):,} rows, version {after.digest[:12]}.{known}"
    )
    terminal.print(
        f"{plain(before.reference)} is as it was: say {plain(before.reference)} to go back to it. "
        f"All changes: tenfold data diff {plain(before.reference)} {plain(after.reference)} --all"
    )
