"""Accounts: users, invitations, sessions, tokens, attempts to sign in, the audit log."""

import sqlalchemy as sa
from alembic import op

from tenfold.store.tables.base import AnyText, UtcTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables of accounts."""
    _make_users()
    _make_keys()
    _make_attempts()
    _make_log()


def _make_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password", sa.String(length=300), nullable=True),
        sa.Column("added", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name_key"),
        sqlite_autoincrement=True,
    )


def _make_keys() -> None:
    op.create_table(
        "invites",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user", sa.Integer(), nullable=False),
        sa.Column("ends", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user", sa.Integer(), nullable=False),
        sa.Column("begun", UtcTime(), nullable=False),
        sa.Column("seen", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("made", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
        sqlite_autoincrement=True,
    )
    for table in ("invites", "sessions", "tokens"):
        op.create_index(op.f(f"ix_{table}_user"), table, ["user"], unique=False)


def _make_attempts() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=100), nullable=False),
        sa.Column("time", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("name", "address", "time"):
        op.create_index(
            op.f(f"ix_sign_in_attempts_{column}"), "sign_in_attempts", [column], unique=False
        )


def _make_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("time", UtcTime(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("action", AnyText(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=100), nullable=False),
        sa.Column("token", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_audit_log_person"), "audit_log", ["person"], unique=False)
