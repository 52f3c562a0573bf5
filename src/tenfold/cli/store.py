"""`tenfold store`: is everything still what it was, how large is it, what can go, and a copy of it all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tenfold.cli.options import (
    JsonOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.errors import DamageError

__all__ = ["store_app"]

store_app = typer.Typer(
    help="Verify, measure, clean, back up and restore what is stored.", no_args_is_help=True
)


@store_app.command("verify")
def verify_command(
    repair: Annotated[
        bool, typer.Option("--repair", help="Remove what is damaged; the next run makes it again.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Read every artifact and compare it with its digest, and check the database's file.

    Exit status 1 when something is damaged. What a run can make again, --repair has made again; what
    it cannot (the rows of data sets) is named, with what to do.

    Example: tenfold store verify --repair
    """
    from tenfold.store.upkeep import verify

    with _bar("verifying", quiet=as_json) as say:
        found = verify(open_workspace(workspace), repair=repair, say=say)
    if as_json:
        print_json({"schema_version": 1, **found.to_json()})
    else:
        print(
            f"{found.n_artifacts} artifacts read, {len(found.damaged)} damaged, "
            f"{len(found.missing)} missing."
        )
        for digest in [*found.damaged, *found.missing][:20]:
            print(f"  {digest[:16]}  {found.used_by.get(digest, 'used by nothing')}")
        if repair and len(found.lost) < len(found.damaged) + len(found.missing):
            print("Removed; the steps that made them are computed again by the next run.")
        for original in found.lost:
            state = "damaged, and left as it is" if original.digest in found.damaged else "missing"
            print(f"No run can make again: {original.what} ({state}).\n  {original.remedy}")
        if found.database:
            print(f"The database is damaged: {found.database[0]}. Restore a backup.")
    if found.lost or found.database or ((found.damaged or found.missing) and not repair):
        raise typer.Exit(DamageError.exit_status)


@contextmanager
def _bar(words: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, where that is a terminal."""
    terminal = console(stderr=True)
    if quiet or not terminal.is_terminal:
        yield lambda _done, _of: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=terminal, transient=True) as progress:
        bar = progress.add_task(words, total=None)
        yield lambda done, of: progress.update(bar, completed=done, total=of)


@store_app.command("backup")
def backup_command(
    path: Annotated[Path, typer.Argument(help="A new folder, best on another disk.")],
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Copy the whole workspace, verified: database, artifacts, settings, studies, the files they name.

    Studies may run meanwhile. An interrupted backup is none; the same command goes on with it. Exit
    status 1 when artifacts were damaged already and could not be copied.

    Example: tenfold store backup /media/disk/lab-2027-03-01
    """
    from tenfold.store.backup import back_up
    from tenfold.study.upkeep import files_named

    opened = open_workspace(workspace)
    with _bar("copying", quiet=as_json) as say:
        made = back_up(opened, path, also=files_named(opened), say=say)
    if as_json:
        print_json({"schema_version": 1, **made.to_json()})
    else:
        print(
            f"Backed up: {made.n_artifacts} artifacts ({made.n_bytes / 1e6:.1f} MB), the database, "
            f"settings, studies and the files they name ({made.n_files})."
        )
        for digest in made.left_out[:20]:
            print(f"  left out, damaged or missing: {digest[:16]}")
        if made.left_out:
            print("`tenfold store verify` says what they are.")
        print(f"Bring it back: tenfold store restore {made.path} --into FOLDER")
    if made.left_out:
        raise typer.Exit(DamageError.exit_status)


@store_app.command("restore")
def restore_command(
    path: Annotated[Path, typer.Argument(help="The folder of a backup.")],
    into: Annotated[
        Path, typer.Option("--into", help="The folder to make a workspace of; default: here.")
    ] = Path("."),
    replace: Annotated[
        bool, typer.Option("--replace", help="Move a workspace that is there aside, and keep it.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a workspace of a backup; every byte is verified. One that is there is not overwritten.

    Example: tenfold store restore /media/disk/lab-2027-03-01 --into lab
    """
    from tenfold.store.backup import restore

    with _bar("restoring", quiet=as_json) as say:
        made = restore(path, into, replace=replace, say=say)
    if as_json:
        print_json({"schema_version": 1, "workspace": str(into.resolve()), **made.to_json()})
        return
    print(
        f"Restored into {into.resolve()}: {made.n_artifacts} artifacts "
        f"({made.n_bytes / 1e6:.1f} MB), as of {made.made}."
    )
    if made.aside is not None:
        print(f"What was there is kept in {made.aside}.")


@store_app.command("size")
def size_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """How much is stored, by the step that made it.

    Example: tenfold store size
    """
    from tenfold.store.upkeep import measure

    sizes = measure(open_workspace(workspace))
    if as_json:
        print_json({"schema_version": 1, **sizes.to_json()})
        return
    for name, of_step in sorted(sizes.by_step.items(), key=lambda item: -item[1]):
        print(f"{name:<16} {of_step / 1e6:10.1f} MB")
    print(f"{'all artifacts':<16} {sizes.artifact_bytes / 1e6:10.1f} MB")
    print(f"{'database':<16} {sizes.database_bytes / 1e6:10.1f} MB")


@store_app.command("clean")
def clean_command(
    older_than: Annotated[
        str | None, typer.Option("--older-than", help="Steps finished before: 30d, 12h.")
    ] = None,
    unused: Annotated[
        bool, typer.Option("--unused", help="What no study needs as it is declared now.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Free space. Shows what would go, then asks.

    Scores, registrations and data are never removed: only what a run can make again, and what killed
    processes left behind more than a day ago.

    Example: tenfold store clean --unused
    """
    from tenfold.errors import InputError
    from tenfold.store.upkeep import carry_out_cleaning, find_leftovers, parse_age, plan_cleaning
    from tenfold.study.upkeep import is_any_running, keys_in_use

    if not older_than and not unused:
        raise InputError("say what to clean.", remedy="Use --unused, or --older-than 30d.")
    opened = open_workspace(workspace)
    keep = keys_in_use(opened) if unused else frozenset()
    leftovers = None if is_any_running(opened) else find_leftovers(opened)
    plan = plan_cleaning(opened, age=parse_age(older_than), keep=keep, leftovers=leftovers)
    if as_json and not yes:
        print_json({"schema_version": 1, "done": False, **plan.to_json()})
        return
    if not as_json:
        for name, (n, size) in plan.by_step.items():
            print(f"{name:<16} {n:6} steps {size / 1e6:10.1f} MB")
        if left := plan.leftovers:
            print(f"{'left behind':<16} {len(left):6} files {left.bytes_freed / 1e6:10.1f} MB")
        print(f"{plan.n_artifacts} artifacts, {plan.bytes_freed / 1e6:.1f} MB would be freed.")
    if plan.is_empty:
        return
    if not yes and not typer.confirm("Remove them?"):
        print("Nothing was removed.")
        return
    carry_out_cleaning(opened, plan)
    if as_json:
        print_json({"schema_version": 1, "done": True, **plan.to_json()})
    else:
        print("Removed.")
