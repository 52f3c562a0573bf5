"""The library: papers, their states, identifiers, other keys, relations and imports."""

import sqlalchemy as sa
from alembic import op

from tenfold.store.tables.base import AnyText, UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables of the library."""
    _make_papers()
    _make_states()
    _make_ids_and_aliases()
    _make_relations()
    _make_imports()


def _make_papers() -> None:
    op.create_table(
        "papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("title_words", AnyText(), nullable=False),
        sa.Column("title_key", sa.String(length=64), nullable=False),
        sa.Column("block_first", sa.String(length=40), nullable=False),
        sa.Column("block_last", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("added", UtcTime(), nullable=False),
        sa.Column("changed", UtcTime(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_papers_key_standing",
        "papers",
        ["key"],
        unique=True,
        sqlite_where=sa.text("is_removed = 0"),
        postgresql_where=sa.text("not is_removed"),
    )
    for column in ("title_key", "block_first", "block_last"):
        op.create_index(op.f(f"ix_papers_{column}"), "papers", [column], unique=False)


def _make_states() -> None:
    op.create_table(
        "paper_states",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("source", AnyText(), nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("undoes", sa.String(length=32), nullable=True),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("time", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_paper_states_paper"), "paper_states", ["paper"], unique=False)
    op.create_index(op.f("ix_paper_states_batch"), "paper_states", ["batch"], unique=False)


def _make_ids_and_aliases() -> None:
    op.create_table(
        "paper_ids",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_paper_ids_paper"), "paper_ids", ["paper"], unique=False)
    op.create_index("ix_paper_ids_kind_value", "paper_ids", ["kind", "value"], unique=False)
    op.create_table(
        "paper_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("paper", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_paper_aliases_paper"), "paper_aliases", ["paper"], unique=False)


def _make_relations() -> None:
    op.create_table(
        "paper_relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("reason", AnyText(), nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("time", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("first", "second", "batch"):
        op.create_index(
            op.f(f"ix_paper_relations_{column}"), "paper_relations", [column], unique=False
        )


def _make_imports() -> None:
    op.create_table(
        "paper_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("n_read", sa.Integer(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("time", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("batch"),
    )
