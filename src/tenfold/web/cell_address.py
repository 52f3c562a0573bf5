"""Where the examples of a study are shown that are of one class and were called another."""

from __future__ import annotations

from urllib.parse import quote, urlencode

__all__ = ["cell_address"]


def cell_address(study: str, method: str, true: str, called: str) -> str:
    """The page of its predictions, at these examples."""
    asked = {"show": "cell", "method": method, "true": true, "called": called}
    return f"/studies/{quote(study)}/predictions?{urlencode(asked)}#examples"
