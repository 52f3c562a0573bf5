"""A report written down: as Markdown, as a page and as text, with nothing lost and nothing let loose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from html import unescape

import pytest
import report_examples
from hypothesis import given, settings
from hypothesis import strategies as st
from report_examples import full_week, nasty_week, texts_of

from tenfold.errors import InputError
from tenfold.lab.week.html import render_page_of_week
from tenfold.lab.week.inline import inline_markdown
from tenfold.lab.week.markdown import default_template, render_markdown
from tenfold.lab.week.parts import reader, take_apart
from tenfold.lab.week.report import Line, Section, WeekReport
from tenfold.lab.week.sandbox import MOST_CHARACTERS
from tenfold.lab.week.signs import CLASSES, SHAPES
from tenfold.lab.week.text import fenced, render_text, width_of
from tenfold.language import LANGUAGES

REPORTS = [
    pytest.param(make(language), id=f"{name}, {language}")
    for name, make in report_examples.ALL.items()
    for language in LANGUAGES
]


def squeezed(text: str) -> str:
    return "".join(text.split())


def words_of_page(page: str) -> str:
    return squeezed(unescape(re.sub(r"<[^>]*>", "", page[page.index("<body") :])))


def page_of(report: WeekReport) -> str:
    return render_page_of_week(render_markdown(report), language=report.language)


@pytest.mark.parametrize("report", REPORTS)
def test_every_text_stands_in_all_three(report: WeekReport) -> None:
    markdown = render_markdown(report)
    page = words_of_page(page_of(report))
    text = squeezed(render_text(markdown))
    for written in texts_of(report):
        shown = squeezed(render_text(inline_markdown(written)))
        assert inline_markdown(written) in markdown
        assert shown in page
        assert shown in text


@pytest.mark.parametrize("report", REPORTS)
def test_the_sections_of_the_report_are_those_of_its_markdown(report: WeekReport) -> None:
    """A reply is read by them; what is too long for the first screen goes on below under the same title."""
    parts = take_apart(reader().parse(render_markdown(report)))
    more = [section.title for section in report.first if len(section.lines) > 6]
    days = [span.title for span in report.spans]
    below = [*more, *shown(report.status), *days, *shown(report.rest)]
    assert parts.title.title == inline_markdown(report.title)
    assert [part.title for part in parts.first] == shown(report.first)
    assert [part.title for part in parts.rest] == below


def shown(sections: Iterable[Section]) -> list[str]:
    return [section.title for section in sections if section.is_shown]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_part_of_a_usual_week_fits_one_screen(language: str) -> None:
    lines = render_markdown(full_week(language)).splitlines()
    assert lines.index("---") <= 35
    assert render_text(render_markdown(full_week(language))).splitlines().index("-" * 80) <= 35


def test_a_section_that_is_not_shown_is_left_out() -> None:
    report = full_week()
    silent = Section(key="late", title="Late")
    markdown = render_markdown(replace(report, first=(*report.first[:2], silent)))
    assert "## Late" not in markdown


def test_each_sign_has_a_shape_of_its_own_and_a_class() -> None:
    assert len(set(SHAPES.values())) == len(SHAPES)
    assert set(SHAPES.values()) == set(CLASSES)
    lines = tuple(Line(text=f"a {sign} line", sign=sign) for sign in SHAPES)
    report = replace(full_week(), first=(Section(key="late", title="Late", lines=lines),))
    page = page_of(report)
    for sign, shape in SHAPES.items():
        marked = (
            f'<span class="sign {CLASSES[shape]}" aria-hidden="true">{shape}</span> a {sign} line'
        )
        assert marked in page


@settings(deadline=None)
@given(
    text=st.text(),
    detail=st.text().filter(inline_markdown),
    sign=st.sampled_from(["", "ok", "late"]),
)
def test_no_text_makes_a_block_of_its_own(text: str, detail: str, sign: str) -> None:
    assert _blocks_with(text, detail, sign) == _blocks_of_words(sign)


@pytest.mark.parametrize("text", report_examples.NASTY)
@pytest.mark.parametrize("sign", ["", "late"])
def test_no_text_of_a_bad_kind_makes_a_block_of_its_own(text: str, sign: str) -> None:
    assert _blocks_with(text, text, sign) == _blocks_of_words(sign)


@cache
def _blocks_of_words(sign: str) -> list[str]:
    return _blocks_with("word", "word", sign)


def _blocks_with(text: str, detail: str, sign: str) -> list[str]:
    line = Line(text=text, details=(detail,), sign=sign)
    section = Section(key="late", title="Late", lines=(line, line))
    report = replace(full_week(), first=(section,), question="", status=(), spans=())
    tokens = reader().parse(render_markdown(report))
    return [token.type for token in tokens]


def test_a_text_of_nothing_leaves_the_line_above_what_it_is() -> None:
    """A lone mark below a line is Markdown's way to underline a heading."""
    empty = Line(text=" ", details=("", "\x07"))
    [day, *others] = full_week().spans[0].days
    span = replace(full_week().spans[0], days=(replace(day, lines=(empty,)), *others))
    tokens = reader().parse(render_markdown(replace(full_week(), spans=(span,))))
    assert {token.level for token in tokens if token.type == "heading_open"} == {0}


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize("report", REPORTS)
def test_a_page_holds_no_markup_of_its_texts_and_asks_for_nothing(report: WeekReport) -> None:
    page = page_of(report)
    body = page[page.index("<body") :]
    tags = {name.lower() for name in re.findall(r"<([a-zA-Z][\w-]*)", body)}
    assert tags <= {
        *("body", "main", "header", "footer", "section", "div", "h1", "h2", "blockquote", "p"),
        *("ul", "li", "span", "strong", "em", "code"),
    }
    assert not re.search(r"<[^>]*\b(?:style|src|href|on\w+)=", body)
    assert "<script" not in page
    assert page.count("default-src 'none'") == 1


def test_a_template_in_a_note_comes_out_as_it_was_written() -> None:
    markdown = render_markdown(nasty_week())
    assert "{{ 7*7 }} {% include '/etc/passwd' %}" in markdown
    assert "49" not in markdown


def test_an_edited_report_keeps_what_its_owner_made_of_it() -> None:
    edited = (
        "Before the title\n\n# My week\n\n## Verdicts\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n\n"
        "loose\n\n---\n\n### Three\n\n###### Six\n\n# Another title\n\n```\ncode <b>\n```\n\n"
        "- [x](https://example.org/y) [z](javascript:alert(1)) <https://example.org>\n"
        "- ![alt words](https://example.org/i.png)\n"
    )
    page = render_page_of_week(edited, language="en")
    assert page.count("<h1>") == 1
    assert "<td>2</td>" in page
    assert "<h3>Three</h3>" in page
    assert "<h4>Six</h4>" in page
    assert "code &lt;b&gt;" in page
    assert 'href="https://example.org/y" rel="noopener noreferrer"' in page
    assert 'href="javascript' not in page
    assert "<img" not in page
    words = words_of_page(page)
    for said in ("Before the title", "My week", "loose", "Another title", "alt words"):
        assert squeezed(said) in words
        assert said in render_text(edited)
    assert "x (https://example.org/y)" in render_text(edited)
    assert "| " in render_text(edited)


@pytest.mark.parametrize("markdown", ["", "\n", "---", "words", "- ", "- ● ", "#", "##\n---\n##"])
def test_next_to_nothing_is_still_a_page(markdown: str) -> None:
    page = render_page_of_week(markdown, language="en", person="Ada")
    assert re.search(r"<h1>.+</h1>", page)
    assert render_text(markdown).endswith("\n")


@settings(deadline=None)
@given(markdown=st.text())
def test_any_text_becomes_a_page_and_plain_lines(markdown: str) -> None:
    assert render_page_of_week(markdown, language="zh").count("<h1>") == 1
    assert "\x1b" not in render_text(markdown)


# ---------------------------------------------------------------- plain text


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_asked(report: WeekReport, width: int) -> None:
    for line in render_text(render_markdown(report), width=width).splitlines():
        assert width_of(line) <= width or " " not in line.lstrip(" -□")


def test_chinese_takes_two_columns_and_begins_no_line_with_a_closing_mark() -> None:
    lines = render_text("一二三四五六七八九十，一二三四五六七八九。", width=20).splitlines()
    assert lines == ["一二三四五六七八九", "十，一二三四五六七八", "九。"]


def test_an_item_hangs_below_its_mark() -> None:
    assert render_text("- one two three four\n  1. five six seven eight\n", width=20) == (
        "- one two three four\n  1. five six seven\n     eight\n"
    )


def test_marks_are_resolved() -> None:
    assert render_text(r"\*not\* **bold** `co_de` a\_b &amp; ~~gone~~") == (
        "*not* bold co_de a_b & ~~gone~~\n"
    )


def test_a_fence_is_longer_than_any_inside() -> None:
    inside = "a\n`````\nb\n`````\n"
    tokens = reader().parse(fenced(inside))
    assert [(token.type, token.content) for token in tokens] == [("fence", inside)]


# ---------------------------------------------------------------- the lab's template


def test_the_template_that_one_can_change_is_the_one_that_is_used() -> None:
    report = full_week()
    assert render_markdown(report, template=default_template()) == render_markdown(report)


def test_a_lab_writes_its_own() -> None:
    template = (
        "# {{ report.person }} {{ report.week }}\n"
        "{% for s in report.first if s.key == 'verdicts' %}{% for line in s.lines %}"
        "{{ loop.index }}/{{ loop.length }} {{ line.shape }} {{ line.text|upper }}\n"
        "{% endfor %}{% endfor %}{{ _('week') }} {{ lang }}"
    )
    written = render_markdown(full_week("zh"), template=template).splitlines()
    assert written[0] == "# Ada 2026-W48"
    assert written[1].startswith("1/3 ● **ADAPT-REVIEWS**")
    assert written[-1].endswith("zh")


ATTACKS = {
    "classes": "{{ ''.__class__.__mro__ }}",
    "a file": "{% include '/etc/passwd' %}",
    "a parent": "{% extends '/etc/passwd' %}",
    "globals": "{{ cycler.__init__.__globals__ }}",
    "globals of a macro": "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
    "the translator's own": "{{ _.__self__ }}",
    "an attribute by filter": "{{ ''|attr('__class__')|list }}",
    "an attribute by map": "{{ ['']|map(attribute='__class__')|join }}",
    "an attribute by format": "{{ '{0.__class__.__mro__}'.format('') }}",
    "a list changed": "{{ report.rest.clear() }}",
    "a huge range": "{% for a in range(10**9) %}x{% endfor %}",
    "a long range": "{% for a in range(1000000000) %}x{% endfor %}",
    "loops in loops": "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "macros without end": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "macros nearly without end": (
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(50) }}"
    ),
    "a long text": "{{ 'x' * 1000000000 }}",
    "a long list": "{{ [1] * 1000000000 }}",
    "a wide text": "{{ 'x'.center(1000000000) }}",
    "a wide field": "{{ '%1000000000d' % 1 }}",
    "a wide message": "{{ '{:>1000000000}'.format(1) }}",
    "a doubled text": "{% set x = 'x' %}" + "{% set x = x ~ x %}" * 60 + "{{ x|length }}",
    "a doubled block": "{% set x = 'x' %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 60,
    "a joined text": "{% set x = 'x' %}" + "{% set x = [x, x]|join %}" * 60,
    "a sum of lists": "{% set x = [1] %}" + "{% set x = x + x %}" * 60,
    "lists of lists": "{% set x = [1] %}" + "{% set x = [x, x] %}" * 60 + "{{ x }}",
    "a power": "{{ 10 ** 10 ** 10 }}",
    "too much": "{% for a in range(9999) %}{{ report }}{% endfor %}",
    "an unknown name": "{{ nothing }}",
    "an unknown part": "{{ report.nothing }}",
    "an unknown filter": "{{ report|tojson }}",
    "a sum of words": "{{ 1 + 'a' }}",
    "a division": "{{ 1 / 0 }}",
    "no end": "{% for a in report.rest %}",
    "deep brackets": "{{ " + "(" * 5000 + ")" * 5000 + " }}",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_a_template_gets_nothing_but_the_report(attack: str) -> None:
    with pytest.raises(InputError) as caught:
        render_markdown(full_week(), template=f"\n\n{attack}")
    assert caught.value.code == "TF-WEEK-TEMPLATE"
    assert "/etc" not in caught.value.message or "loader" in caught.value.message
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "mistake", ["{{ nothing }}", "{{ report.nothing }}", "{% for %}", "{{ ''.__class__ }}"]
)
def test_a_mistake_in_a_template_is_told_with_its_line(mistake: str) -> None:
    template = f"# {{{{ report.title }}}}\n\n{mistake}\n"
    with pytest.raises(InputError, match=r"the template, line 3: "):
        render_markdown(full_week(), template=template)


def test_what_is_long_but_ends_is_written() -> None:
    written = render_markdown(full_week(), template="{% for n in range(99999) %}x{% endfor %}")
    assert len(written) == 100_000 < MOST_CHARACTERS
