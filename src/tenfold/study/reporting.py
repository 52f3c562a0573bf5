"""Write a study's report into the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.errors import InputError, nearest
from tenfold.store.digests import digest_json
from tenfold.store.files import write_durably
from tenfold.store.steps import Step

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.view import StudyView

__all__ = ["FORMATS", "write_report"]

FORMATS = ("html", "md", "tex", "pdf")
_VERSION = "1"


def write_report(
    workspace: Workspace,
    view: StudyView,
    *,
    language: str = "en",
    format: str = "html",
    out: Path | None = None,
) -> Path:
    """Write the report and return its path; for `pdf` the folder of the figures.

    Rendering is a step: the same view in the same language is not drawn twice.
    """
    if format not in FORMATS:
        raise InputError(
            f"there is no format {format!r}.", where="--format", remedy=nearest(format, FORMATS)
        )
    suffix = "" if language == "en" else f".{language}"
    path = out or workspace.root / "reports" / f"{view.name}{suffix}.{format}"
    if format == "pdf":
        from tenfold.study.report.figures.pdf import save_figures_pdf

        folder = path.with_suffix("")
        save_figures_pdf(view, folder)
        return folder
    step = Step(
        "report",
        _VERSION,
        {"format": format, "language": language, "style": _style()},
        {"view": digest_json(view.to_json())},
    )
    record = workspace.steps.reuse_or_compute(
        step,
        lambda: {"text": workspace.artifacts.put(_render(view, language, format).encode())},
    )
    content = workspace.artifacts.get(record.outputs["text"])
    if not path.exists() or path.read_bytes() != content:
        write_durably(path, content)
    return path


def _style() -> str:
    """A digest of what the look is made from, so that a new look is drawn anew."""
    from tenfold.store.digests import digest_bytes

    package = Path(__file__).parents[1]
    parts = [package / "look", package / "study" / "report" / "templates", package / "locale"]
    files = sorted(path for part in parts for path in part.rglob("*") if path.is_file())
    return digest_bytes(b"".join(path.read_bytes() for path in files))


def _render(view: StudyView, language: str, format: str) -> str:
    from tenfold.study import report

    render = {
        "html": report.render_html,
        "md": report.render_markdown,
        "tex": report.render_latex,
    }[format]
    return render(view, language=language)
