"""Every table, so that the migrations see them all."""

from tenfold.store.tables import data, entries, labels, leases, papers, steps, study
from tenfold.store.tables.base import Base

__all__ = ["Base", "data", "entries", "labels", "leases", "papers", "steps", "study"]
