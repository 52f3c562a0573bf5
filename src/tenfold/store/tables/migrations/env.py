"""Alembic's entry point: run on the connection that `migrate.upgrade` opened."""

from alembic import context

from tenfold.store.tables.all import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
