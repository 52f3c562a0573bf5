"""`tenfold web user`: who may sign in to the workbench, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, open_workspace, print_json

if TYPE_CHECKING:
    from tenfold.store.accounts import Accounts
    from tenfold.store.audit_log import By
    from tenfold.store.workspace import Workspace

__all__ = ["web_user_app"]

web_user_app = typer.Typer(
    help="Accounts of the workbench. People come in by a link, at which they choose a password.",
    epilog='Example: tenfold web user add "Ada Lovelace" --role owner',
    no_args_is_help=True,
    rich_markup_mode=None,
)

NameArgument = Annotated[
    str, typer.Argument(help="The person, as the name is to stand beside what they write.")
]
RoleOption = Annotated[
    str,
    typer.Option(
        "--role",
        help="guest (reads what is shared, where [web] guests = true), reader, member (writes), owner.",
    ),
]
AtOption = Annotated[
    str,
    typer.Option("--at", help="Address of the pages; default: by [web] hosts, else this machine."),
]


@web_user_app.command("add")
def add_command(
    name: NameArgument,
    role: RoleOption = "member",
    at: AtOption = "",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Make an account, and print the link by which the person chooses a password. It works once, for 7 days.

    Example: tenfold web user add Ada --role owner
    """
    opened = open_workspace(workspace)
    accounts, by = _accounts(opened)
    _print_link(opened, name, accounts.add(name, role, by=by), at, as_json=as_json)


@web_user_app.command("invite")
def invite_command(
    name: NameArgument,
    at: AtOption = "",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Print a new link, for who lost the first one or forgot the password. Earlier links end.

    Example: tenfold web user invite Ada
    """
    opened = open_workspace(workspace)
    accounts, by = _accounts(opened)
    _print_link(opened, name, accounts.invite(name, by=by), at, as_json=as_json)


@web_user_app.command("list")
def list_command(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Everybody with an account.

    Example: tenfold web user list
    """
    users = _accounts(open_workspace(workspace))[0].users()
    if as_json:
        print_json({"schema_version": 1, "users": [user.to_json() for user in users]})
        return
    for user in users:
        state = "" if user.has_password else ", has not come in yet"
        print(f"{user.role:<7} {user.name} (since {user.added:%Y-%m-%d}{state})")
    if not users:
        print("Nobody has an account. The first: tenfold web user add NAME --role owner")


@web_user_app.command("role")
def role_command(
    name: NameArgument,
    role: Annotated[str, typer.Argument(help="guest, reader, member or owner.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Let somebody do more or less from now on.

    Example: tenfold web user role Ada reader
    """
    accounts, by = _accounts(open_workspace(workspace))
    user = accounts.set_role(name, role, by=by)
    print(f"{user.name} is {user.role} from now on.")


@web_user_app.command("remove")
def remove_command(name: NameArgument, workspace: WorkspaceOption = None) -> None:
    """Take an account away, with its sessions and tokens. What the person wrote stays.

    Example: tenfold web user remove Ada
    """
    accounts, by = _accounts(open_workspace(workspace))
    accounts.remove(name, by=by)
    print("The account is taken away; what they wrote stays.")


def _accounts(workspace: Workspace) -> tuple[Accounts, By]:
    from tenfold.store.accounts import Accounts
    from tenfold.store.audit_log import By

    return Accounts(workspace.database), By(workspace.person)


def _print_link(workspace: Workspace, name: str, secret: str, at: str, *, as_json: bool) -> None:
    hosts = workspace.setting("web", "hosts", [])
    base = at or (f"https://{hosts[0]}" if hosts else "http://127.0.0.1:8010")
    link = f"{base.rstrip('/')}/invite/{secret}"
    is_on = workspace.setting("web", "users", False) is True
    if as_json:
        print_json({"schema_version": 1, "name": name, "link": link, "users": is_on})
        return
    print(f"{link}\nIt works once, for 7 days. Give it to them by a way that nobody else reads.")
    if not is_on:
        print(
            "Accounts are off: set [web] users = true in tenfold.toml, and start tenfold web anew."
        )
