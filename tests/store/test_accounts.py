"""Accounts: by invitation alone, secrets as digests, a limit on tries, sessions that end. On both databases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from older_database import make_older
from tenfold.errors import InputError
from tenfold.store import passwords, sessions
from tenfold.store.accounts import INVITED_FOR, Accounts
from tenfold.store.audit_log import AuditLog, By
from tenfold.store.database import HEAD
from tenfold.store.sessions import Sessions
from tenfold.store.tables.accounts import InviteRow, SessionRow, UserRow
from tenfold.store.tables.base import now
from tenfold.store.tables.entries import EntryRow
from tenfold.store.workspace import Workspace

GOOD, OTHER = "three quiet otters", "a lamp of salt and tin"
BY = By("local")


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The real hash with little memory: these tests ask for many."""
    from argon2 import PasswordHasher

    monkeypatch.setattr(
        passwords, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


def with_ada(workspace: Workspace) -> Accounts:
    accounts = Accounts(workspace.database)
    accounts.accept(accounts.add("Ada", "owner", by=BY), GOOD, address="::1")
    return accounts


def test_an_account_from_invitation_to_removal(workspace_on_each: Workspace) -> None:
    database = workspace_on_each.database
    accounts, held = with_ada(workspace_on_each), Sessions(database)
    link = accounts.add("Bob", "reader", by=BY)
    with pytest.raises(InputError, match="do not fit"):
        accounts.check_password("Bob", "", address="::1")
    assert accounts.invited(link).name == "Bob"
    bob = accounts.accept(link, OTHER, address="::1")
    with pytest.raises(InputError, match="invitation"):
        accounts.accept(link, GOOD, address="::1")
    assert accounts.check_password("  bob ", OTHER, address="::1") == bob
    secret = held.begin(bob)
    acting = held.by_session(secret)
    assert acting is not None
    assert (acting.name, acting.role) == ("Bob", "reader")
    token = held.make_token(acting, "notebook", "read", by=By("Bob", "::1"))
    accounts.set_role("Bob", "member", by=BY)
    assert held.by_session(secret).role == "member"  # type: ignore[union-attr]
    assert held.by_token(token).scope == "read"  # type: ignore[union-attr]
    accounts.remove("Bob", by=BY)
    assert held.by_session(secret) is None
    assert held.by_token(token) is None
    assert [user.name for user in accounts.users()] == ["Ada"]
    assert "account of Bob: removed" in [h.action for h in AuditLog(database).newest()]


def test_no_secret_stands_in_the_database(workspace: Workspace) -> None:
    accounts, held = with_ada(workspace), Sessions(workspace.database)
    link = accounts.add("Bob", "reader", by=BY)
    ada = accounts.check_password("Ada", GOOD, address="::1")
    cookie = held.begin(ada)
    token = held.make_token(held.by_session(cookie), "x", "read", by=BY)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        accounts.check_password("Hunter2isMyPassword", GOOD, address="::1")
    workspace.database.close()
    files = [path for path in workspace.hidden.iterdir() if path.name.startswith("tenfold.db")]
    kept = b"".join(path.read_bytes() for path in files)
    assert b"$argon2id$" in kept
    for secret in (GOOD, link, cookie, token, "unter2ismypassword", "Hunter2isMyPassword"):
        assert secret.encode() not in kept


@pytest.mark.parametrize("same", ["Ada", "ada", " ADA", "\uff21da", "Ada "])
def test_a_name_that_looks_the_same_is_the_same(workspace: Workspace, same: str) -> None:
    accounts = with_ada(workspace)
    with pytest.raises(InputError, match="already"):
        accounts.add(same, "member", by=BY)


@pytest.mark.parametrize("name", ["", "  ", "a\x1b[1m", "A\u202eda", "x" * 101, "a\0b"])
def test_a_name_can_be_seen(workspace: Workspace, name: str) -> None:
    with pytest.raises(InputError):
        Accounts(workspace.database).add(name, "member", by=BY)


def test_the_last_owner_stays(workspace: Workspace) -> None:
    accounts = with_ada(workspace)
    for change in (
        lambda: accounts.remove("Ada", by=BY),
        lambda: accounts.set_role("Ada", "member", by=BY),
    ):
        with pytest.raises(InputError, match="only owner"):
            change()
    accounts.add("Bob", "owner", by=BY)
    assert accounts.set_role("Ada", "member", by=BY).role == "member"


@pytest.mark.parametrize(
    "password",
    ["short", "x" * 129, "a" * 12, "abcabcabcabc", "123456789012", "Password2024!!", "qwertyuiop12",
     "987654321098", "AdaAdaAdaAda1", "tenfoldtenfold", "ada tenfold ada", "iloveyou----1",
     "tab\there and there"],
)  # fmt: skip
def test_a_bad_password_is_refused(password: str) -> None:
    with pytest.raises(InputError):
        passwords.require_good_password(password, name="Ada")


@pytest.mark.parametrize(
    "password", [GOOD, "x7" + "q" * 10, "这一个密码很长而且不常见啊", "83650174926150",
                 "z" * 5 + "🦊" * 120 + "abc"]
)  # fmt: skip
def test_no_rules_of_composition(password: str) -> None:
    passwords.require_good_password(password, name="Ada")
    assert passwords.is_password(password, passwords.hash_password(password))
    assert not passwords.is_password(password + " ", passwords.hash_password(password))


def test_tries_are_limited_also_when_many_come_at_once(workspace_on_each: Workspace) -> None:
    accounts = with_ada(workspace_on_each)

    def wrong(_: int) -> str:
        with pytest.raises(InputError) as raised:
            accounts.check_password("Ada", "no", address="10.0.0.1")
        return raised.value.code

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(wrong, range(8)))
    assert codes == ["TF-SIGN-IN"] * 5 + ["TF-SIGN-IN-WAIT"] * 3
    with pytest.raises(InputError, match="too many"):
        accounts.check_password("Ada", GOOD, address="10.0.0.1")
    assert accounts.check_password("Ada", GOOD, address="10.0.0.2").name == "Ada"


def test_tries_of_many_names_and_from_many_addresses_are_limited(workspace: Workspace) -> None:
    accounts = with_ada(workspace)

    def codes(tries: list[tuple[str, str]]) -> list[str]:
        said = []
        for name, address in tries:
            with pytest.raises(InputError) as raised:
                accounts.check_password(name, "no", address=address)
            said.append(raised.value.code)
        return said

    of_address = codes([(f"name {n}", "10.0.0.1") for n in range(32)])
    assert of_address.index("TF-SIGN-IN-WAIT") == 30
    of_name = codes([("Ada", f"10.0.1.{n}") for n in range(62)])
    assert of_name.index("TF-SIGN-IN-WAIT") == 60


def test_a_right_password_does_not_count(workspace: Workspace) -> None:
    accounts = with_ada(workspace)
    for _ in range(7):
        accounts.check_password("Ada", GOOD, address="::1")


def test_a_stranger_waits_as_long_as_a_wrong_password(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a hash of some 50 ms both take about that: a stranger that is told at once would take 5 ms."""
    from argon2 import PasswordHasher

    slow = PasswordHasher(time_cost=2, memory_cost=32768, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: slow)
    passwords._nobodys.cache_clear()
    accounts = with_ada(workspace)
    took: dict[str, float] = {}
    for name in ("Ada", "Nobody", "Nobody"):  # the first one makes what nobody is compared with
        began = time.process_time()
        with pytest.raises(InputError, match="do not fit"):
            accounts.check_password(name, "no", address="::1")
        took[name] = time.process_time() - began
    assert 0.3 < took["Nobody"] / took["Ada"] < 3


def test_sessions_end_with_time_at_sign_out_and_at_a_new_password(workspace: Workspace) -> None:
    accounts, held = with_ada(workspace), Sessions(workspace.database)
    ada = accounts.check_password("Ada", GOOD, address="::1")
    first = held.begin(ada)
    second = held.begin(ada, instead_of=first)
    assert first != second
    assert held.by_session(first) is None
    held.end(second, by=BY)
    assert held.by_session(second) is None
    for column, ago in (("seen", sessions.IDLE), ("begun", sessions.LONGEST)):
        secret = held.begin(ada)
        assert held.by_session(secret) is not None
        with workspace.database.write() as session:
            session.execute(update(SessionRow).values({column: now() - ago - timedelta(seconds=1)}))
        assert held.by_session(secret) is None
    secret = held.begin(ada)
    accounts.change_password("Ada", GOOD, OTHER, address="::1")
    assert held.by_session(secret) is None
    assert accounts.check_password("Ada", OTHER, address="::1") == ada
    with pytest.raises(InputError, match="do not fit"):
        accounts.change_password("Ada", GOOD, "no matter which one", address="::1")


def test_an_invitation_ends(workspace: Workspace) -> None:
    accounts = Accounts(workspace.database)
    first = accounts.add("Ada", "owner", by=BY)
    second = accounts.invite("Ada", by=BY)
    with pytest.raises(InputError):
        accounts.invited(first)
    with workspace.database.write() as session:
        ends = now() - timedelta(seconds=1)
        assert ends + INVITED_FOR > now()
        session.execute(update(InviteRow).values(ends=ends))
    with pytest.raises(InputError):
        accounts.accept(second, GOOD, address="::1")


def test_a_token_is_ended_by_its_own_person_alone(workspace: Workspace) -> None:
    accounts, held = with_ada(workspace), Sessions(workspace.database)
    ada = held.by_session(held.begin(accounts.users()[0]))
    accounts.accept(accounts.add("Bob", "owner", by=BY), OTHER, address="::1")
    bob = held.by_session(held.begin(accounts.users()[1]))
    assert ada is not None
    assert bob is not None
    secret = held.make_token(ada, "mine", "write", by=BY)
    with pytest.raises(InputError, match="no token"):
        held.end_token(bob, held.tokens(ada.user)[0].number, by=BY)
    assert held.by_token(secret) is not None
    held.end_token(ada, held.tokens(ada.user)[0].number, by=BY)
    assert held.by_token(secret) is None


def test_an_older_database_gets_the_tables(workspace_on_each: Workspace) -> None:
    database = workspace_on_each.database
    make_older(database, "0006")
    with database.write() as session:
        session.add(
            EntryRow(kind="note", number=1, person="Ada", action="write", subject="",
                     content={"text": "kept"}, batch="1", undoes=None, time=now())
        )  # fmt: skip
    database.migrate()
    assert database.revision() == HEAD
    with database.read() as session:
        assert session.scalar(text("select count(*) from entries")) == 1
        assert session.query(UserRow).count() == 0
