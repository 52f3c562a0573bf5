"""In which language a page speaks to the one who asks."""

from __future__ import annotations

from starlette.requests import Request

from tenfold.language import LANGUAGES

__all__ = ["LANGUAGE_COOKIE", "language_of"]

LANGUAGE_COOKIE = "tenfold_language"


def language_of(request: Request) -> str:
    """What was chosen here before; else the first language of the browser that tenfold speaks; else English."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.partition(";")[0].strip().partition("-")[0].lower()
        if tag in LANGUAGES:
            return tag
    return "en"
