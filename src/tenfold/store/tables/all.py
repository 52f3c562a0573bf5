"""Every table, so that the migrations see them all."""

from tenfold.store.tables import accounts, data, entries, labels, leases, papers, steps, study
from tenfold.store.tables.base import Base

__all__ = ["Base", "accounts", "data", "entries", "labels", "leases", "papers", "steps", "study"]
