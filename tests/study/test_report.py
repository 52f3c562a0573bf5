"""The report says the same in every form, and nothing that people write can break it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import view_examples

from tenfold.errors import InputError
from tenfold.language import translator
from tenfold.look.latex import escape_latex
from tenfold.look.safe_html import safe_html
from tenfold.study.report import render_html, render_latex, render_markdown
from tenfold.study.view import StudyView
from tenfold.study.words.sentences import verdict_sentence

VOID = {"meta", "link", "br", "img", "hr", "input"}
DRAWN_EMPTY = {"line", "circle", "rect", "polyline", "polygon"}


class Page(HTMLParser):
    """Tags, attributes, ids and text of a page; notes tags that do not close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


@pytest.fixture(params=sorted(view_examples.ALL))
def view(request: pytest.FixtureRequest) -> StudyView:
    return view_examples.ALL[request.param]()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_study_renders_as_well_formed_html_without_anything_active(
    view: StudyView, language: str
) -> None:
    page = Page(render_html(view, language=language))
    assert not page.wrong
    assert not page.open
    assert not {"script", "iframe", "object", "img", "link", "form", "base"} & set(page.tags)
    for _tag, name, value in page.attributes:
        assert name != "style"
        assert not name.startswith("on")
        assert name not in ("src", "action", "srcset", "xlink:href")
        if name == "href":
            assert value is not None
            assert value.startswith(("#", "http://", "https://", "mailto:"))


def test_the_page_forbids_every_request(view: StudyView) -> None:
    html = render_html(view)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "@import" not in html
    assert "url(" not in html


def test_the_first_sentence_after_the_question_is_the_primary_verdict() -> None:
    view = view_examples.full_study()
    primary = next(h for h in view.hypotheses if h.primary)
    said = Page(render_html(view)).words
    sentence = verdict_sentence(primary.verdict, translator("en"))
    body = said[said.index(view.question) + len(view.question) :].strip()
    assert body.startswith(sentence)
    lines = [line for line in render_markdown(view).splitlines() if line]
    assert sentence.split(":")[0] in lines[1]


def test_parts_stand_in_their_order() -> None:
    html = render_html(view_examples.full_study())
    ids = [
        "answers",
        "methods",
        "gain-accuracy",
        "scores",
        "learning-curve",
        "confusion",
        "cost",
        "findings",
        "looks",
        "paper",
        "rerun",
    ]
    places = [html.index(f'id="{name}"') for name in ids]
    assert places == sorted(places)


def test_exploratory_is_said_in_every_form_and_only_where_it_holds() -> None:
    view = view_examples.full_study()
    assert render_html(view).count("chip is-exploratory") >= 1
    assert "exploratory" in render_markdown(view)
    registered = tuple(h for h in view.hypotheses if h.verdict.mode == "confirmatory")
    assert "chip is-exploratory" not in render_html(replace(view, hypotheses=registered))


def test_a_verdict_is_never_told_by_colour_alone(view: StudyView) -> None:
    html = render_html(view)
    blocks = re.findall(r'<div class="verdict is-(\w+)[^>]*>\s*(<span[^>]*>)', html)
    assert len(blocks) == len(view.hypotheses)
    for verdict, sign in blocks:
        assert f'aria-label="{verdict}"' in sign


def test_figures_have_a_label_and_a_table_of_their_numbers(view: StudyView) -> None:
    page = Page(render_html(view))
    labelled = [
        value for tag, name, value in page.attributes if (tag, name) == ("svg", "aria-label")
    ]
    assert len(labelled) == page.tags.count("svg") == page.tags.count("figure")
    assert all(labelled)


def test_ids_are_unique(view: StudyView) -> None:
    ids = [value for _tag, name, value in Page(render_html(view)).attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_before_any_run_the_report_says_how_to_run() -> None:
    view = view_examples.undone_study()
    for text in (render_html(view), render_markdown(view)):
        assert "Nothing has been run yet." in text
        assert f"tenfold study run {view.name}" in text
    assert "<figure" not in render_html(view)


def test_an_empty_answer_says_how_to_fill_it_unless_tenfold_does() -> None:
    view = view_examples.full_study()
    html = render_html(view)
    assert f"tenfold study answer {view.name} 2" in html
    assert f"tenfold study answer {view.name} 1<" not in html
    assert f"tenfold study answer {view.name} 8" not in html
    assert html.count('<span class="q">') == 10


def test_failures_are_counted_and_told() -> None:
    html = render_html(view_examples.failing_study())
    assert "2 of 30" in html
    assert "diverged at step 40" in html


def test_chinese_leaves_no_fixed_english_behind() -> None:
    """Every message of the template appears in Chinese; what people wrote stays as it is."""
    html = render_html(view_examples.full_study(), language="zh")
    assert '<html lang="zh-Hans">' in html
    html = html[html.index("<body") :]
    for english in ("The ten answers", "Methods", "Lineage", "every seed a dot", "Not answered"):
        assert english not in html
    for chinese in ("方法", "种子", "宏平均 F1", "2026 年 11 月 20 日"):
        assert chinese in html


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="no such language"):
        render_html(view_examples.full_study(), language="tlh")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("**yes** and *no*", "<p><strong>yes</strong> and <em>no</em></p>"),
        ("# Title", "<h4>Title</h4>"),
        ("![a chart](https://evil.test/c.png)", "<p>a chart</p>"),
        ("<b onclick=alert(1)>x</b>", "<p>&lt;b onclick=alert(1)&gt;x&lt;/b&gt;</p>"),
    ],
)
def test_an_answer_keeps_its_markdown_and_loses_what_could_act(written: str, wanted: str) -> None:
    assert safe_html(written).strip() == wanted


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScRiPt:alert(1)"]
)
def test_an_answer_has_no_links_that_act(target: str) -> None:
    assert "href" not in safe_html(f"[x]({target})")


def test_a_link_in_an_answer_does_not_hand_over_its_page() -> None:
    html = safe_html("[paper](https://arxiv.org/abs/2106.09685)")
    assert 'href="https://arxiv.org/abs/2106.09685"' in html
    assert 'rel="noopener noreferrer"' in html


def test_latex_has_one_line_a_method_with_as_many_cells_as_columns(view: StudyView) -> None:
    text = render_latex(view)
    spec = re.search(r"begin\{tabular\}\{(\w+)\}", text)
    assert spec is not None
    rows = [line for line in text.splitlines() if line.endswith("\\\\")]
    assert len(rows) == 1 + len(view.methods)
    for row in rows:
        assert len(re.findall(r"(?<!\\)&", row)) == len(spec[1]) - 1


def test_latex_escapes_every_special_character() -> None:
    escaped = escape_latex("50% of a_b & {x} #1 $2 ~^ \\input")
    assert escaped == (
        r"50\% of a\_b \& \{x\} \#1 \$2 \textasciitilde{}\textasciicircum{} \textbackslash{}input"
    )


def test_latex_marks_the_best_method_and_the_interval() -> None:
    text = render_latex(view_examples.full_study())
    best = next(line for line in text.splitlines() if "textbf" in line)
    assert best.strip().startswith("probe &")
    assert "$\\pm$" in best


def test_markdown_cannot_be_broken_by_names() -> None:
    text = render_markdown(view_examples.hostile_study())
    outside_answers = text[: text.index("## The ten answers")] + text[text.index("## Methods") :]
    prose = [line for line in outside_answers.splitlines() if not line.startswith("    ")]
    assert not any(re.search(r"(?<!\\)<script", line) for line in prose)


def test_percent_shows_one_decimal_but_not_for_what_is_no_share() -> None:
    view = view_examples.full_study()
    in_percent = tuple(
        replace(
            method,
            scores={
                metric: view_examples.score(
                    [v * (1 if metric == "log_loss" else 100) for v in s.by_seed.values()]
                )
                for metric, s in method.scores.items()
            },
        )
        for method in view.methods
    )
    html = render_html(replace(view, unit="percent", methods=in_percent))
    probe = view.methods[2].scores
    assert f"{probe['accuracy'].mean * 100:.1f}" in html
    assert f"{probe['log_loss'].mean:.3f}" in html
