"""What people wrote (notes, goals, dates, plans, reports of weeks), the wording of registered claims, and the
events of a week found by their time.
"""

import sqlalchemy as sa
from alembic import op

from tenfold.store.tables.base import UtcTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table of entries; give registrations the sentence that was declared; index events by time."""
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("undoes", sa.String(length=32), nullable=True),
        sa.Column("time", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_entries_kind_number", "entries", ["kind", "number"], unique=False)
    op.create_index(op.f("ix_entries_person"), "entries", ["person"], unique=False)
    op.create_index(op.f("ix_entries_subject"), "entries", ["subject"], unique=False)
    op.create_index(op.f("ix_events_time"), "events", ["time"], unique=False)
    op.add_column("registrations", sa.Column("claim", sa.Text(), nullable=False, server_default=""))
