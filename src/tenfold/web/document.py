"""A document as a browser asks for it: whole, or one stretch of its bytes."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.responses import Response

__all__ = ["document", "stretch"]

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


def document(data: bytes, *, name: str, media_type: str, asked: str | None) -> Response:
    """The bytes as `media_type` and nothing else; `asked` is what the header ``Range`` says.

    One stretch is given. Who asks for several at once gets the whole, as RFC 9110, 14.2 allows: many small
    ones of a large file cost more than the file.
    """
    headers = {
        "accept-ranges": "bytes",
        "content-disposition": f"inline; filename*=UTF-8''{quote(name, safe='')}",
        "x-content-type-options": "nosniff",
    }
    if asked is None or (said := _RANGE.fullmatch(asked.strip())) is None:
        return Response(data, media_type=media_type, headers=headers)
    found = stretch(said[1], said[2], len(data))
    if found is None:
        headers["content-range"] = f"bytes */{len(data)}"
        return Response(status_code=416, headers=headers)
    first, end = found
    headers["content-range"] = f"bytes {first}-{end - 1}/{len(data)}"
    return Response(data[first:end], 206, media_type=media_type, headers=headers)


def stretch(first: str, last: str, size: int) -> tuple[int, int] | None:
    """From which byte to before which; None where there are none.

    >>> stretch("0", "3", 10), stretch("8", "", 10), stretch("", "3", 10), stretch("10", "", 10)
    ((0, 4), (8, 10), (7, 10), None)
    """
    if not first:
        begin, end = max(0, size - int(last or 0)), size
    else:
        begin, end = int(first), min(size, int(last) + 1 if last else size)
    return (begin, end) if begin < end else None
