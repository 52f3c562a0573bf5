"""All that is under `/api`."""

from __future__ import annotations

from tenfold.web.api import (
    collections,
    data,
    description,
    judging,
    library,
    notes,
    one_paper,
    papers,
    person,
    studies,
)

__all__ = ["ROUTERS"]

ROUTERS = (
    description.router,
    person.router,
    notes.router,
    papers.router,
    library.router,
    collections.router,
    one_paper.router,
    judging.router,
    data.router,
    studies.router,
)
