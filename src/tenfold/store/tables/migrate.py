"""Carry a database to the newest migration, with Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from tenfold.errors import WorkspaceError

if TYPE_CHECKING:
    from tenfold.store.database import Database

__all__ = ["upgrade"]


def upgrade(database: Database, revision: str | None) -> None:
    """Run every migration after `revision`, all in one transaction.

    Raises WorkspaceError where the database was made by a newer tenfold.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise WorkspaceError(
            f"this workspace was made by a newer tenfold (its database is at {revision!r}).",
            where=database.where,
            remedy="Update tenfold: pip install --upgrade tenfold.",
        )
    with database.engine.execution_options(tenfold_writer=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
