"""A page from its template: the frame around it, the language, what is marked as the present place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from tenfold.desk.card.html import CARD_TEMPLATES
from tenfold.desk.page.html import AUDIT_TEMPLATES
from tenfold.lab.week.html import WEEK_TEMPLATES
from tenfold.language import LANGUAGES, Translate, translator
from tenfold.look.page import STYLE_SHEET, language_tag, templates
from tenfold.look.safe_html import safe_html
from tenfold.papers.survey.survey_page import SURVEY_TEMPLATES
from tenfold.papers.topics.coverage_page import COVERAGE_TEMPLATES
from tenfold.retelling import retelling
from tenfold.study.report.html import REPORT_FILTERS, REPORT_TEMPLATES
from tenfold.web.speaking import language_of
from tenfold.web.words import words_of

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.requests import Request

__all__ = ["Asset", "assets", "brought", "read_templates", "render"]

_HERE = Path(__file__).parent
_BODIES = (
    WEEK_TEMPLATES,
    REPORT_TEMPLATES,
    CARD_TEMPLATES,
    AUDIT_TEMPLATES,
    SURVEY_TEMPLATES,  # the comparison too
    COVERAGE_TEMPLATES,
)


class Asset:
    """A file that pages name. Its digest stands in its address, so that a browser may keep it for good."""

    def __init__(self, path: Path) -> None:
        self.path = path
        digest = blake2b(path.read_bytes(), digest_size=6).hexdigest()
        self.address = f"/static/{digest}/{path.name}"


@cache
def assets() -> Mapping[str, Asset]:
    """Every file that pages may name, by its name."""
    static = _HERE / "static"
    paths = [STYLE_SHEET, *sorted(static.glob("*.css")), *sorted(static.glob("*.*js"))]
    return {path.name: Asset(path) for path in paths}


@cache
def brought() -> Mapping[tuple[str, str], Path]:
    """What pdf.js asks for by names of its own, by folder and name: how letters of Chinese, Japanese and Korean
    PDFs are read (`cmaps`), and how pictures of scans are unpacked (`wasm`).
    """
    static = _HERE / "static"
    paths = [*static.glob("cmaps/*.bcmap"), *static.glob("wasm/*.wasm")]
    return {(path.parent.name, path.name): path for path in paths}


@cache
def _environment() -> Environment:
    environment = templates(_HERE / "templates", *_BODIES)
    environment.filters |= REPORT_FILTERS
    return environment


def read_templates() -> None:
    """Have all of them ready, which else are read one by one as pages need them."""
    environment = _environment()
    for name in environment.list_templates(filter_func=lambda name: name.endswith(".html.j2")):
        environment.get_template(name)
    assets()
    brought()


def render(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page `name` in the language of the one who asks. What comes from data is escaped."""
    from markupsafe import Markup

    language = language_of(request)
    _ = translator(language)
    words = words_of(_)
    text = (
        _environment()
        .get_template(name)
        .render(
            _=_,
            retell=retelling(language),
            lang=language_tag(language),
            language=language,
            languages=LANGUAGES,
            html=Markup,
            safe=lambda text: Markup(safe_html(text)),
            word=lambda said: words.get(said, said),
            places=_places(_),
            address={name: asset.address for name, asset in assets().items()},
            here=request.url.path,
            said=request.query_params.get("said", ""),
            **_visit(request),
            **values,
        )
    )
    return HTMLResponse(text, status_code=status)


def _visit(request: Request) -> dict[str, Any]:
    """Who looks: without accounts the local person, who may do everything."""
    users = bool(request.app.state.users)
    acting = getattr(request.state, "acting", None)
    role = acting.role if acting is not None else ""
    return {
        "has_accounts": users,
        "acting": acting,
        "is_stranger": users and acting is None,
        "may_write": not users or role in ("member", "owner"),
        "may_see_files": not users or role in ("reader", "member", "owner"),
        "is_owner": not users or role == "owner",
    }


def _places(_: Translate) -> list[tuple[str, str]]:
    return [
        (_("This week"), "/"),
        (_("Studies"), "/studies"),
        (_("Data"), "/data"),
        (_("Papers"), "/papers"),
        (_("Map"), "/map"),
        (_("Reports"), "/reports"),
        (_("Settings"), "/settings"),
    ]
