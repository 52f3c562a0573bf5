"""`tenfold store`: is everything still what it was, how large is it, what can go."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace, print_json
from tenfold.errors import DamageError

__all__ = ["store_app"]

store_app = typer.Typer(help="Verify, measure and clean what is stored.", no_args_is_help=True)


@store_app.command("verify")
def verify_command(
    repair: Annotated[
        bool, typer.Option("--repair", help="Remove what is damaged; the next run makes it again.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Read every artifact and compare it with its digest. Exit status 1 when something is damaged.

    Example: tenfold store verify --repair
    """
    from tenfold.store.upkeep import verify

    found = verify(open_workspace(workspace), repair=repair)
    if as_json:
        print_json({"schema_version": 1, **found.to_json()})
    else:
        print(
            f"{found.n_artifacts} artifacts read, {len(found.damaged)} damaged, "
            f"{len(found.missing)} missing."
        )
        for digest in [*found.damaged, *found.missing][:20]:
            print(f"  {digest[:16]}  {found.used_by.get(digest, 'used by nothing')}")
    if (found.damaged or found.missing) and not repair:
        raise typer.Exit(DamageError.exit_status)
    if repair and not as_json and (found.damaged or found.missing):
        print("Removed; the steps that made them are computed again by the next run.")


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
    for name, size in sorted(sizes.by_step.items(), key=lambda item: -item[1]):
        print(f"{name:<16} {size / 1e6:10.1f} MB")
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

    Scores, predictions, registrations and data are never removed: only what a run can make again.

    Example: tenfold store clean --unused
    """
    from tenfold.errors import InputError
    from tenfold.store.upkeep import carry_out_cleaning, parse_age, plan_cleaning
    from tenfold.study.upkeep import keys_in_use

    if not older_than and not unused:
        raise InputError("say what to clean.", remedy="Use --unused, or --older-than 30d.")
    opened = open_workspace(workspace)
    keep = keys_in_use(opened) if unused else frozenset()
    plan = plan_cleaning(opened, age=parse_age(older_than), keep=keep)
    if as_json and not yes:
        print_json({"schema_version": 1, "done": False, **plan.to_json()})
        return
    if not as_json:
        for name, (n, size) in plan.by_step.items():
            print(f"{name:<16} {n:6} steps {size / 1e6:10.1f} MB")
        print(f"{plan.n_artifacts} artifacts, {plan.bytes_freed / 1e6:.1f} MB would be freed.")
    if plan.n_artifacts == 0:
        return
    if not yes and not typer.confirm("Remove them?"):
        print("Nothing was removed.")
        return
    carry_out_cleaning(opened, plan)
    if as_json:
        print_json({"schema_version": 1, "done": True, **plan.to_json()})
    else:
        print("Removed.")
