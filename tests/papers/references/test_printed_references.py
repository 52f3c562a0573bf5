"""References as papers print them: read from recorded pages, from ways of writing, and from anything at all."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.papers.references.cutting import cut
from tenfold.papers.references.lines import joined, lines_of
from tenfold.papers.references.names import names_at
from tenfold.papers.references.reading import references_of
from tenfold.papers.references.section import section_of
from tenfold.papers.titles import title_key

RECORDED = json.loads(Path(__file__).with_name("typeset_pages.json").read_text(encoding="utf-8"))
PIECES = ["References", "[1]", "1.", "Hu, E. J.,", "and", "(2021).", "LoRA:", "Low-", "\ufffe", "“", "”",
          "doi:", "10.1/x", "https://a.b/", "et al.", "—", "In", "\n", "\f", "2020", "Appendix", "\ud800",
          "\x1b[2J"]  # fmt: skip
texts = st.one_of(
    st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)
)


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_pages_give_the_entries_that_were_typeset(name: str) -> None:
    """The first twelve in their order; the pages of the sample hold more than these."""
    found = references_of(RECORDED[name]["pages"])
    for entry, read in zip(RECORDED[name]["entries"], found, strict=False):
        assert read.year == entry["year"], read.raw
        until_full_stop = entry["title"].partition(". ")[0]  # where a title ends, as the docs say
        assert title_key(read.title) == title_key(until_full_stop), read.raw
        assert entry["families"][0].endswith(read.authors[0].family), read.raw  # El Baff: Baff


@given(pages=st.lists(texts, max_size=4))
@settings(max_examples=40, deadline=None)
def test_any_text_is_read_without_a_fault(pages: list[str]) -> None:
    for read in references_of(pages):
        assert 0 <= read.sure <= 1
        assert 1 <= read.page <= len(pages)
        read.raw.encode()


@given(lines=st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=40)), max_size=40))
@settings(max_examples=40, deadline=None)
def test_what_is_cut_is_the_whole_list_in_its_order(lines: list[str]) -> None:
    """From the first entry on each line is in one entry; lists without labels begin with their first line."""
    found = cut(lines)
    assert list(found.starts) == sorted(set(found.starts))
    ends = (*found.starts[1:], len(lines))
    parts = [lines[i:j] for i, j in zip(found.starts, ends, strict=bool(found.starts))]
    first = found.starts[0] if found.starts else len(lines)
    assert [line for part in parts for line in part] == lines[first:]
    assert first == 0 or found.form is not None or not lines


@pytest.mark.parametrize("name", RECORDED)
def test_every_letter_of_the_list_is_in_an_entry_of_it(name: str) -> None:
    section = lines_of(RECORDED[name]["pages"])
    start, end = section_of(section)
    lines = [line.text for line in section[start:end]]
    found = cut(lines)
    ends = (*found.starts[1:], len(lines))
    entries = [joined(lines[i:j]) for i, j in zip(found.starts, ends, strict=True)]
    assert _letters(" ".join(entries)) == _letters(" ".join(lines))


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Hu, E. J., & van der Shen, Y. (2021). LoRA", ["Hu", "van der Shen"]),
        ("Edward J. Hu and Yelong Shen. 2021. LoRA.", ["Hu", "Shen"]),
        ("Hu, Edward J., Yelong Shen, and Phil Wallis. 2021.", ["Hu", "Shen", "Wallis"]),
        ("Hu, E., Y. Shen, P. Wallis, and A. Zhu (2021). LoRA", ["Hu", "Shen", "Wallis", "Zhu"]),
        ("Hu EJ, Shen Y. LoRA. Nature", ["Hu", "Shen"]),
        ("Agresti A (2002). Categorical Data", ["Agresti"]),
        (
            "Hothorn T, van de Wiel MA, Zeileis A (2006). A Lego",
            ["Hothorn", "van de Wiel", "Zeileis"],
        ),
        ("E. J. HU AND Y. SHEN, Low rank, in Proc", ["HU", "SHEN"]),
        ("Hu, E. J. et al. LoRA. Nature", ["Hu"]),
        ("S. Kullback, Information Theory and Statistics. New York", ["Kullback"]),
        ("Kullback, S. Information Theory and Statistics. (Wiley, 1959)", ["Kullback"]),
        ("M. Peng, Y.-g. Jiang, and X. Huang, Cross-Domain", ["Peng", "Jiang", "Huang"]),
        ("王伟 and 李娜. Foo bar.", ["王", "李"]),
        ("in the beginning, there was", []),
    ],
)
def test_names_are_read_in_the_ways_that_styles_write_them(text: str, families: list[str]) -> None:
    assert [name.family for name in names_at(text).names] == families


def test_heads_feet_and_broken_words_are_taken_out() -> None:
    pages = [f"A RUNNING HEAD\nbody {n}\n{n}" for n in range(1, 4)]
    pages.append("A RUNNING HEAD\nReferences\n[1] A. Bee. Low-resource pars\ufffe4")
    pages.append(
        "A RUNNING HEAD\ning of trees. In ACL, 2001.\n[2] C. Dee. On the second. In EMNLP, 2002.\n5"
    )
    first, second = references_of(pages)
    assert (first.title, first.year, first.page) == ("Low-resource parsing of trees", 2001, 4)
    assert (second.title, second.label, second.page) == ("On the second", "2", 5)


def test_identifiers_are_read_over_the_ends_of_lines() -> None:
    entry = "A. Bee and C. Dee. 2020. All the trees. In ACL. doi: 10 .\n18653/v1/2020.acl\ufffemain.\n17."
    (read,) = references_of([f"References\n{entry}"])
    assert read.ids == {"doi": "10.18653/v1/2020.acl-main.17", "acl": "2020.acl-main.17"}


def test_a_dash_stands_for_the_authors_before() -> None:
    page = "References\nBee, A. (2001). On trees. Acta.\n— (2002). On many bushes. Acta.\n"
    assert [r.authors[0].family for r in references_of([page])] == ["Bee", "Bee"]


HOSTILE = {
    "labels": "".join(f"[{i}] A. Bee and B. Cee. Title {i}. Journal, 1:1-2, 2001.\n" for i in range(100_000)),
    "authors": "".join(f"Bee{i % 9}, A., & Cee, B. (2001). Title {i}. Acta.\n" for i in range(100_000)),
    "years": "2001.\n" * 100_000,
    "headings": "References\n" * 100_000,
    "names on one line": "[1] " + "Smith, J., " * 200_000,
    "initials": "[1] " + "A. " * 300_000,
    "quotes": "[1] A. Bee. “" * 20_000,
    "brackets": "(" * 300_000,
    "address": "https://" + "a/" * 300_000,
    "broken words": "a\ufffe" * 300_000,
    "spaced doi": "10 . 1177 / " * 50_000,
    "capitals": "[1] A. Bee. T, " + "Xa Xa " * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_read_in_time(name: str) -> None:
    """A second on the machine that this was written on; three, so that a slow one gives no false alarm."""
    begun = time.process_time()
    references_of(["References\n" + HOSTILE[name]])
    assert time.process_time() - begun < 3
