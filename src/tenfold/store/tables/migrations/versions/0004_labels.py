"""Labelling: what people and rules said of examples, and how it was set up."""

import sqlalchemy as sa
from alembic import op

from tenfold.store.tables.base import UtcTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "label_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("example", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("annotator", sa.String(length=200), nullable=False),
        sa.Column("chosen_by", sa.String(length=40), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("time", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_label_events_dataset"), "label_events", ["dataset"], unique=False)
    op.create_table(
        "labellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("time", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_labellings_dataset"), "labellings", ["dataset"], unique=False)
