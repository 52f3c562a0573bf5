"""Recipes: from which version another was made, by which operations, and where its rows come from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the three columns; versions of before came from files, so they have none of these."""
    op.add_column("datasets", sa.Column("parent", sa.String(length=64), nullable=True))
    op.add_column("datasets", sa.Column("recipe", sa.JSON(), nullable=True))
    op.add_column("datasets", sa.Column("origins", sa.String(length=64), nullable=True))
