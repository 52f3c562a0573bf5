"""How large the body of a request may be: small, but for the few addresses that take files."""

from __future__ import annotations

import re

from tenfold.desk.upload import MAX_BYTES

__all__ = ["UPLOADS", "most_bytes"]

_USUAL = 1 << 20
_FORM = 1 << 16  # what surrounds a file in its form

UPLOADS = {
    r"/papers/[^/]+/pdf": 50 << 20,
    r"/library/import": 16 << 20,
    r"/new-data": MAX_BYTES,
}
"""By address, the most bytes of the file that it takes; it is read once the route has let its sender in."""


def most_bytes(method: str, path: str) -> int:
    """The most bytes of a body.

    >>> most_bytes("POST", "/notes"), most_bytes("POST", "/papers/hu2021lora/pdf") > 50_000_000
    (1048576, True)
    """
    if method == "POST":
        for pattern, size in UPLOADS.items():
            if re.fullmatch(pattern, path):
                return size + _FORM
    return _USUAL
