"""The audit as one HTML file that needs no network: no script, no inline style, no request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.desk.page.class_sizes import class_sizes_figure
from tenfold.desk.page.lengths import lengths_figure
from tenfold.desk.page.map_picture import map_figure
from tenfold.desk.page.telling_words import telling_words_figure
from tenfold.language import Translate, translator
from tenfold.look.page import render_page, templates

if TYPE_CHECKING:
    from tenfold.desk.page.view import AuditView
    from tenfold.figures.figure import Figure

__all__ = ["AUDIT_TEMPLATES", "audit_values", "render_audit"]

AUDIT_TEMPLATES = Path(__file__).parent / "templates"


def render_audit(view: AuditView, *, language: str = "en") -> str:
    """The page of an audit, in `language`. Raises InputError for one that tenfold does not speak."""
    values = audit_values(view, language=language)
    return render_page(templates(AUDIT_TEMPLATES), "audit.html.j2", language=language, **values)


def audit_values(view: AuditView, *, language: str = "en") -> dict[str, Any]:
    """What the template of its body is filled in with. Raises InputError as `render_audit` does."""
    _ = translator(language)
    return {
        "view": view,
        "figures": _figures(view, _),
        "severity_words": {"block": _("blocks"), "warn": _("look"), "note": _("note")},
        "state_words": {
            "clean": _("clean"),
            "skipped": _("skipped"),
            "not applicable": _("not applicable"),
        },
    }


def _figures(view: AuditView, _: Translate) -> list[Figure]:
    figures = [class_sizes_figure(view.class_sizes, _)] if view.class_sizes else []
    if view.n_characters:
        figures.append(lengths_figure(view.n_characters, _))
    if view.dots is not None:
        figures.append(map_figure(view.dots, len(view.dataset), _))
    words = telling_words_figure(view.words, _)
    return [*figures, words] if words else figures
