"""A database as an earlier tenfold left it: its tables made by the migrations up to one of them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

import tenfold.store.tables
from tenfold.store.database import Database
from tenfold.store.tables.all import Base

__all__ = ["make_older"]


def make_older(database: Database, revision: str) -> None:
    """Begin anew with empty tables, as they were at a migration."""
    config = Config()
    folder = Path(tenfold.store.tables.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    with database.engine.execution_options(tenfold_writer=True).begin() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("drop table alembic_version"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
