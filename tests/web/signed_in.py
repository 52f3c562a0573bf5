"""A lab whose people sign in: one of each role and a second member, each with a session."""

from __future__ import annotations

from dataclasses import dataclass, field

from served import Client

from tenfold.store.accounts import ROLES, Accounts, User
from tenfold.store.audit_log import By
from tenfold.store.sessions import Sessions
from tenfold.store.workspace import Workspace

__all__ = ["BY", "COOKIE", "PEOPLE", "As", "open_accounts"]

COOKIE = "tenfold_session"
PEOPLE = {"guest": "Gil", "reader": "Rea", "member": "Bob", "owner": "Ada"}
BY = By("test")


def open_accounts(workspace: Workspace, *, guests: bool = True) -> None:
    """Turn accounts on, and make one of each role."""
    path = workspace.root / "tenfold.toml"
    said = f'[web]\nusers = true\nguests = {str(guests).lower()}\nhosts = ["lab.example"]\n'
    path.write_text(path.read_text(encoding="utf-8").replace("[web]\n", said), encoding="utf-8")
    accounts = Accounts(workspace.database)
    for role in ROLES:
        accounts.add(PEOPLE[role], role, by=BY)


@dataclass(frozen=True)
class As:
    """Headers of a browser in which a person has signed in."""

    workspace: Workspace
    client: Client
    begun: dict[str, str] = field(default_factory=dict)

    def user(self, name: str) -> User:
        return next(u for u in Accounts(self.workspace.database).users() if u.name == name)

    def __call__(self, name: str) -> dict[str, str]:
        own = {"origin": str(self.client.base_url).rstrip("/")}
        if not name:
            return own
        if name not in self.begun:
            self.begun[name] = Sessions(self.workspace.database).begin(self.user(name))
        return own | {"cookie": f"{COOKIE}={self.begun[name]}"}

    def token(self, name: str, scope: str) -> dict[str, str]:
        """Headers of a script with a new token."""
        sessions = Sessions(self.workspace.database)
        acting = sessions.by_session(sessions.begin(self.user(name)))
        assert acting is not None
        return {"authorization": "Bearer " + sessions.make_token(acting, "script", scope, by=BY)}
