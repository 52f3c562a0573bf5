"""What every page of one file shares: the style sheet inside it, and how its template is filled in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.language import translator
from tenfold.numerals import count
from tenfold.retelling import retelling

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["STYLE_SHEET", "language_tag", "render_page", "templates"]

_HERE = Path(__file__).parent
STYLE_SHEET = _HERE / "tenfold.css"
_LANGUAGE_TAGS = {"en": "en", "zh": "zh-Hans"}


def language_tag(language: str) -> str:
    """How HTML names one of tenfold's languages."""
    return _LANGUAGE_TAGS[language]


@cache
def templates(*folders: Path) -> Environment:
    """The templates in `folders`, which may use the common parts. What comes from data is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([*folders, _HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["count"] = count
    return environment


def render_page(environment: Environment, name: str, *, language: str, **values: Any) -> str:
    """The page `name` as text, in `language`.

    A page asks nothing of any network (its content security policy forbids it), has no script and takes
    light, dark and print from one style sheet.

    Raises InputError for a language that tenfold does not speak.
    """
    from markupsafe import Markup

    return environment.get_template(name).render(
        _=translator(language),
        retell=retelling(language),
        lang=language_tag(language),
        style=Markup(STYLE_SHEET.read_text(encoding="utf-8")),
        html=Markup,
        **values,
    )
