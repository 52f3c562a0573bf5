"""The titles of a report's sections: by them a reply, and a table of several reports, know them again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tenfold.language import LANGUAGES, Translate, translator

__all__ = ["key_of_title", "section_titles", "span_titles"]


def section_titles(_: Translate) -> Mapping[str, str]:
    """By the key of a section, in the order of the report."""
    return {
        "beliefs": _("What I believe now"),
        "verdicts": _("Verdicts"),
        "late": _("Late"),
        "needs_you": _("Needs you"),
        "on_track": _("On track?"),
        "declared": _("Declared, before the results"),
        "thinking": _("Thinking"),
        "reading": _("Reading"),
        "questions": _("Questions, and whom"),
        "advice": _("Advice received"),
        "parked": _("Parked"),
        "not_now": _("Not now"),
        "to_learn": _("To learn"),
    }


def span_titles(_: Translate) -> Mapping[str, str]:
    """By the key of a span of days."""
    return {
        "last_week": _("Last week"),
        "this_week": _("This week"),
        "next_week": _("Next week"),
        "week_after": _("The week after"),
    }


def key_of_title(title: str) -> str | None:
    """The key of a section or span by its title in any language, or None.

    >>> key_of_title(" verdicts "), key_of_title("Something else")
    ('verdicts', None)
    """
    return _keys().get(" ".join(title.split()).casefold())


@cache
def _keys() -> Mapping[str, str]:
    """The key of each title in each language; of equal titles the first language's."""
    keys: dict[str, str] = {}
    for _ in map(translator, LANGUAGES):
        for key, title in {**section_titles(_), **span_titles(_)}.items():
            keys.setdefault(title.casefold(), key)
    return keys
