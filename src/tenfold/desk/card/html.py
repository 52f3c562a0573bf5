"""A card as one HTML file, in the look of the audit and of reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.language import translator
from tenfold.look.page import render_page, templates

if TYPE_CHECKING:
    from tenfold.desk.card.content import Card
    from tenfold.figures.figure import Figure

__all__ = ["CARD_TEMPLATES", "card_figures", "render_card"]

CARD_TEMPLATES = Path(__file__).parent / "templates"


def render_card(card: Card, *, language: str = "en") -> str:
    """The card as a page. Raises InputError for a language that tenfold does not speak."""
    figures = card_figures(card, language=language)
    return render_page(
        templates(CARD_TEMPLATES), "card.html.j2", language=language, card=card, figures=figures
    )


def card_figures(card: Card, *, language: str = "en") -> list[Figure]:
    """The drawings of a card: the sizes of the classes, where it has any."""
    from tenfold.desk.page.class_sizes import class_sizes_figure

    return [class_sizes_figure(card.class_sizes, translator(language))] if card.class_sizes else []
