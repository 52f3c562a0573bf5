"""Children that may outlive their starter: waited for meanwhile, so that no dead one lingers."""

from __future__ import annotations

import subprocess
import threading

__all__ = ["reap_later"]


def reap_later(process: subprocess.Popen[bytes]) -> None:
    """Take the child's end as it comes. The thread does not hold this process up."""
    threading.Thread(target=process.wait, name=f"reap {process.pid}", daemon=True).start()
