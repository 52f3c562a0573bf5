"""A card as one HTML file, in the look of the audit and of reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.language import translator
from tenfold.look.page import render_page, templates

if TYPE_CHECKING:
    from tenfold.desk.card.content import Card

__all__ = ["render_card"]

_TEMPLATES = Path(__file__).parent / "templates"


def render_card(card: Card, *, language: str = "en") -> str:
    """The card as a page. Raises InputError for a language that tenfold does not speak."""
    from tenfold.desk.page.class_sizes import class_sizes_figure

    _ = translator(language)
    figures = [class_sizes_figure(card.class_sizes, _)] if card.class_sizes else []
    return render_page(
        templates(_TEMPLATES), "card.html.j2", language=language, card=card, figures=figures
    )
