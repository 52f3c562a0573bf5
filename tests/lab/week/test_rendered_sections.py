"""Sections that are rendered alone say what they say in the whole report, and are rendered once."""

import pytest

from tenfold.lab.week.parts import reader
from tenfold.lab.week.rendered_sections import read_by_sections

_REPORT = """# Ada, week 2026-W48

> A question

## Verdicts

- ● one is *better*
  - As before.

---

## Thinking

- a thought
"""


def _html(markdown: str) -> str:
    return reader().renderer.render(read_by_sections(markdown), reader().options, {})


def test_only_the_section_that_changed_is_rendered_again() -> None:
    before, after = (
        read_by_sections(text) for text in (_REPORT, _REPORT.replace("a thought", "another one"))
    )
    same = [one is other for one, other in zip(before, after, strict=True)]
    assert not same[-1]
    assert all(same[:-5])  # but of the heading above it and its HTML
    assert "another one" in after[-1].content


@pytest.mark.parametrize(
    "markdown",
    [
        _REPORT.replace("● ", ""),
        "## Code\n\n```\n## no heading\n```\n\ntext\n",
        "## Code\n\n   ~~~\n## no heading\n",
        "# A\n\n[paper]\n\n## B\n\n[paper]: https://example.org\n",
        "- item\n  ## in it\n## outside\n",
        "text\n## at once\n> ## quoted\nmore\n---\n##no heading\n    ## code\n",
        "a *b\n## c* d\n\na | b\n--|--\n1 | 2\n## e\n",
        "\n\n## \n# \nlast",
    ],
)
def test_a_section_alone_is_what_it_is_in_the_whole(markdown: str) -> None:
    whole = reader().parse(markdown)
    for token in whole:
        if token.type.startswith("heading") and token.tag not in ("h1", "h2"):
            token.tag = "h3" if token.tag == "h3" and token.level == 0 else "h4"
    for token in whole:  # a heading that stands in something else is below those of the page
        if token.type.startswith("heading") and token.level > 0:
            token.tag = "h4"
    assert _html(markdown) == reader().renderer.render(whole, reader().options, {})
