"""The languages that tenfold speaks to people: gettext catalogues in `locale/`."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path

from tenfold.errors import InputError

__all__ = ["LANGUAGES", "LOCALE", "Translate", "translator"]

LANGUAGES = ("en", "zh")
Translate = Callable[[str], str]

LOCALE = Path(__file__).parent / "locale"


def translator(language: str = "en") -> Translate:
    """A function from an English message to the message in `language`.

    Messages with values use named fields and are formatted after translation:
    ``_("{n} runs").format(n=3)``.
    """
    if language not in LANGUAGES:
        raise InputError(
            f"no such language: {language!r}", remedy=f"Choose one of: {', '.join(LANGUAGES)}."
        )
    if language == "en":
        return lambda message: message
    return gettext.translation("tenfold", LOCALE, languages=[language], fallback=True).gettext
