"""The pages of an audit and of a card in a real browser, on data that are as awkward as data are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chromium import WIDTHS, assert_quiet_whole_and_fits
from tenfold.data import catalog
from tenfold.data.raw import RawTable, SourceNote
from tenfold.desk.audit import audit_examined
from tenfold.desk.card.content import make_card
from tenfold.desk.card.html import render_card
from tenfold.desk.card.questions import set_answers
from tenfold.desk.checks.places import excerpt
from tenfold.desk.examined import Examined
from tenfold.desk.page.html import render_audit
from tenfold.desk.page.map_picture import DotMap
from tenfold.desk.page.telling_words import TellingWord
from tenfold.desk.page.view import AuditView, audit_view
from tenfold.store.workspace import Workspace

pytestmark = pytest.mark.browser

N, N_CLASSES = 400, 45
NASTY = "<script>document.title = 'run'</script><img src=http://example.test/x>"


def awkward(workspace: Workspace) -> AuditView:
    """Many classes with long names, long words, markup, Chinese, a split test, and marked dots all over."""
    names = [f"class_{i}_with_a_very_long_name_{'x' * (i % 30)}" for i in range(N_CLASSES - 1)] + [
        "发烧"
    ]
    labels = [names[int(i**1.3) % N_CLASSES] for i in range(N)]
    texts = [f"{NASTY} 我发烧了 {'word' * (i % 40)} {i} jane@example.org" for i in range(N)]
    note = SourceNote("a" * 90 + ".csv", "CSV", "utf-8", "declared", N, "0" * 64)
    raw = RawTable(("text", "label"), {"text": texts, "label": labels}, None, (note,))
    examined = Examined(catalog.add(workspace, raw, name="awkward"), workspace=workspace)
    view = audit_view(examined, audit_examined(examined, deep=False), with_map=False)
    rng = np.random.default_rng(0)
    dots = DotMap(
        rows=np.arange(N), positions=rng.normal(size=(N, 2)), labels=labels,
        texts=[excerpt(text) for text in texts],
        suspects=frozenset(range(0, N, 9)), outliers=frozenset(range(0, N, 31)),
    )  # fmt: skip
    words = [
        TellingWord(f"word{'o' * i}", name, 1.0, (i % 10) / 10, 3) for i, name in enumerate(names)
    ]
    return replace(view, dots=dots, words=words)


@pytest.mark.parametrize(
    ("screen", "language", "scheme"),
    [("wide", "en", "light"), ("phone", "en", "dark"), ("phone", "zh", "light")],
)
def test_pages_of_data_are_quiet_whole_and_fit(
    browser: Any, workspace: Workspace, tmp_path: Path, screen: str, language: str, scheme: str
) -> None:
    view = awkward(workspace)
    set_answers(workspace, "awkward", {"source": NASTY, "columns.text": NASTY})
    card = render_card(make_card(workspace, view.dataset), language=language)
    context = browser.new_context(
        viewport={"width": WIDTHS[screen], "height": 844}, color_scheme=scheme
    )
    for name, text in (("audit", render_audit(view, language=language)), ("card", card)):
        path = tmp_path / f"{name}.html"
        path.write_text(text, encoding="utf-8")
        assert_quiet_whole_and_fits(context, path, WIDTHS[screen])
        assert "jane@" not in text, "what an audit found is masked wherever it is shown"
    context.close()
