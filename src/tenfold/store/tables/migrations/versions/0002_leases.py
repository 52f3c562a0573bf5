"""Leases: who is at which step; the holder of each worker, and the worker of each run's last word."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the two tables; workers of before have no holder, their runs no worker."""
    op.create_table(
        "holders",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("machine", sa.String(length=300), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("born", sa.String(length=40), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "leases",
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("fence"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_leases_holder"), "leases", ["holder"], unique=False)
    op.add_column(
        "workers",
        sa.Column("holder", sa.String(length=32), nullable=False, server_default=""),
    )
    op.add_column("runs", sa.Column("worker", sa.Integer(), nullable=False, server_default="0"))
