"""Following a job as the part of a page does that asks every second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from served import Client

__all__ = ["wait_for_job"]


def wait_for_job(client: Client, progress: str) -> None:
    """Ask how far it is until it says that the page is to be loaded anew."""
    until = time.monotonic() + 120
    while client.get(progress).headers.get("hx-refresh") != "true":
        assert time.monotonic() < until, "the job did not end"
        time.sleep(0.1)
