"""BibTeX in and out: nothing of an entry is lost, and text is shown as it is meant."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import bibtexparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers_made import KEYS, papers_with

from tenfold.papers.exporters.bibtex import write_bibtex
from tenfold.papers.formats.bibtex.latex import is_balanced, latex_of, text_of
from tenfold.papers.formats.lines import one_line
from tenfold.papers.importers.bibtex import BIBTEX
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.record import Name, Paper

N_EXAMPLES = 92  # entries; eight @string stand before them


def read(tmp_path: Path, text: str | bytes) -> list[Read | Refused]:
    path = tmp_path / "refs.bib"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(BIBTEX.read(path))


def papers_in(tmp_path: Path, text: str | bytes) -> list[Paper]:
    return [found.paper for found in read(tmp_path, text) if isinstance(found, Read)]


def fields_by_key(text: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Entries as bibtexparser alone reads them: strings filled in, white space collapsed."""
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    strings = {string.key: string.value for string in library.strings}
    return {
        entry.key: (
            entry.entry_type,
            {f.key: collapsed(concatenated(f.value, strings)) for f in entry.fields},
        )
        for entry in library.entries
    }


def concatenated(value: str, strings: dict[str, str]) -> str:
    """``dtv # { and Walter}``, which bibtexparser leaves as it stands."""
    found = re.fullmatch(r"(\w+) # \{(.*)\}", value)
    return strings[found[1]] + found[2] if found else value


def collapsed(value: str) -> str:
    return " ".join(value.split())


@pytest.fixture
def example_file(shared_data) -> Path:
    return shared_data.parent / "papers" / "bibtex" / "biblatex-examples.bib"


@pytest.fixture
def examples(example_file) -> list[Paper]:
    found = list(BIBTEX.read(example_file))
    assert all(isinstance(one, Read) for one in found)
    return [one.paper for one in found if isinstance(one, Read)]


@pytest.mark.shared_data
def test_every_example_of_biblatex_comes_back_as_the_same_paper(examples, tmp_path):
    again = papers_in(tmp_path, write_bibtex(examples))
    assert len(examples) == N_EXAMPLES
    assert {paper.key: paper for paper in again} == {paper.key: paper for paper in examples}


@pytest.mark.shared_data
def test_every_field_of_biblatex_examples_is_in_what_is_written(examples, example_file):
    """Read by bibtexparser alone, field by field, white space collapsed, strings filled in."""
    original = fields_by_key(example_file.read_text())
    written = fields_by_key(write_bibtex(examples))
    assert original.keys() == written.keys()
    for key, (entry_type, fields) in original.items():
        assert written[key][0] == entry_type
        assert fields.items() <= written[key][1].items(), key


@pytest.mark.shared_data
def test_the_same_papers_give_the_same_bytes_in_any_order(examples):
    assert write_bibtex(examples) == write_bibtex(reversed(examples))


TEXTS = st.text(
    st.one_of(
        st.sampled_from("\\{}$~^_&%#-'`\"@ abi1[](),=*"),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    max_size=60,
).map(one_line)


@given(TEXTS)
def test_text_survives_latex(text):
    latex = latex_of(text)
    assert is_balanced(latex)
    assert text_of(latex) == text


@given(papers_with(TEXTS))
def test_any_paper_survives_bibtex(tmp_path_factory, paper):
    assert papers_in(tmp_path_factory.mktemp("bib"), write_bibtex([paper])) == [paper]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"B{\"u}y{\"u}kg{\"u}ng{\"o}r", "Büyükgüngör"),
        (r"Aks{\i}n, Bronis{\l}aw \'{\i} \v{s} \~n \c c \H{o}", "Aksın, Bronisław í š ñ ç ő"),
        (r"The {LaTeX} Companion", "The LaTeX Companion"),
        (r"{\TeX book} of {\em all}", "TeXbook of all"),
        (r"in $O(n^{2})$ at 50% of \foo[x]{y}", r"in $O(n^{2})$ at 50% of \foo[x]{y}"),
        (r"R\&D ~-- ``now'' --- \mkbibquote{then}", "R&D  – “now” — “then”"),
        (r"a lone \ and \1 and $ and {", "a lone  and \\1 and $ and "),
    ],
)
def test_latex_is_shown_as_it_is_meant(latex, text):
    assert text_of(latex) == text


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (
            "von Brandt, Ahasver and Erich Hoffmann",
            [("von Brandt", "Ahasver"), ("Hoffmann", "Erich")],
        ),
        ("King, Jr., Martin Luther", [("King, Jr.", "Martin Luther")]),
        ("{Barnes and Noble, Inc.} and others", [("Barnes and Noble, Inc.", "")]),
        (
            "Ludwig van Beethoven and {\\'E}mile Zola",
            [("van Beethoven", "Ludwig"), ("Zola", "Émile")],
        ),
        ("family=Brandt, given=Ahasver, prefix=von", [("von Brandt", "Ahasver")]),
        ("{{Robert Bosch GmbH}}", [("Robert Bosch GmbH", "")]),
    ],
)
def test_names_are_split_as_bibtex_splits_them(tmp_path, written, names):
    entry = f"@book{{k, title={{T}}, author={{{written}}}}}"
    (paper,) = papers_in(tmp_path, entry)
    assert paper.authors == tuple(Name(*name) for name in names)
    assert collapsed(written) in collapsed(write_bibtex([paper]))  # others, Jr and braces included


def test_an_edited_paper_goes_out_as_it_now_is(tmp_path):
    (paper,) = papers_in(tmp_path, "@book{k, title={The {\\TeX} Way}, note={kept {\\bf so}}}")
    written = write_bibtex([replace(paper, title="Another Way")])
    assert "title        = {Another Way}" in written
    assert "{kept {\\bf so}}" in written
    assert "\\TeX" not in written


CHILD = "@inproceedings{a, title={A}, crossref={p}}\n"
PARENT = "@proceedings{p, title={Proc}, year=2001, publisher=dtv # { Press}, doi={10.1234/book}}\n"


def test_a_child_has_what_its_parent_gives_and_keeps_it_without_it(tmp_path):
    child, _ = papers_in(tmp_path, f"@string{{dtv={{DTV}}}}\n{CHILD}{PARENT}")
    assert (child.venue, child.year, child.publisher) == ("Proc", 2001, "DTV Press")
    assert "doi" not in child.ids  # which is the book's
    assert papers_in(tmp_path, write_bibtex([child])) == [child]


def test_parents_are_written_behind_their_children(tmp_path):
    written = write_bibtex(
        papers_in(tmp_path, PARENT.replace("{p,", "{0,") + CHILD.replace("{p}", "{0}"))
    )
    assert written.index("{a,") < written.index("@proceedings{0,")


def test_a_circle_of_crossrefs_is_refused_and_the_rest_read(tmp_path):
    found = read(
        tmp_path,
        "@book{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}}\n@book{c, title={C}}\n",
    )
    assert [type(one) for one in found] == [Refused, Refused, Read]
    assert "a → b → a" in found[0].reason
    assert found[1].where == "refs.bib:2"


def test_a_circle_of_strings_is_refused(tmp_path):
    found = read(tmp_path, "@string{a = b}\n@string{b = a}\n@book{c, title=a, note={n}}\n")
    assert isinstance(found[0], Refused)
    assert "`a` uses `b`" in found[0].reason
    assert isinstance(found[-1], Read)


def test_a_bad_entry_says_where_and_the_next_is_read(tmp_path):
    found = read(
        tmp_path, "@book{a,\n title={A}}\n\n@book{b,\n title={B\n\n@book{c,\n title={C}}\n"
    )
    assert [one.where for one in found] == ["refs.bib:1", "refs.bib:4", "refs.bib:7"]
    assert [type(one) for one in found] == [Read, Refused, Read]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings_are_found_out(tmp_path, encoding):
    text = "@book{a,\r\n title={Müller über ß}}\r\n"
    (found,) = read(tmp_path, text.encode(encoding))
    assert isinstance(found, Read)
    assert found.paper.title == "Müller über ß"
    assert bool(found.remarks) == (encoding == "latin-1")


def test_a_declared_encoding_is_believed(tmp_path):
    (found,) = read(tmp_path, "% Encoding: gbk\n@book{a, title={中文题目}}\n".encode("gbk"))
    assert isinstance(found, Read)
    assert found.paper.title == "中文题目"


def test_two_entries_under_one_key_are_both_read(tmp_path):
    _, second = read(tmp_path, "@book{a, title={A}}\n@book{a, title={B}}\n")
    assert isinstance(second, Read)
    assert second.remarks == ("the key `a` is also that of line 1",)


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        (
            "eprint={2106.09685v2}, archivePrefix={arXiv}, primaryClass={cs.CL}",
            {"arxiv": "2106.09685"},
        ),
        ("journal={arXiv preprint arXiv:2106.09685}", {"arxiv": "2106.09685"}),
        ("url={https://aclanthology.org/N18-1001}", {"acl": "N18-1001"}),
        (r"doi={https://doi.org/10.1000/A\_B}", {"doi": "10.1000/a_b"}),
        ("isbn={0-226-10403-6}", {"isbn": "0226104036"}),
        ("eprint={123}, eprinttype={pubmed}", {"pmid": "123"}),
    ],
)
def test_identifiers_are_known_however_they_are_written(tmp_path, fields, ids):
    (paper,) = papers_in(tmp_path, f"@misc{{k, title={{T}}, {fields}}}")
    assert paper.ids == ids
    assert papers_in(tmp_path, write_bibtex([paper])) == [paper]


def test_keys_are_all_written_and_none_twice(tmp_path):
    papers = [Paper(title=f"T{n}", key=key) for n, key in enumerate(KEYS)]
    again = papers_in(tmp_path, write_bibtex(papers))
    assert len({paper.key for paper in again}) == len(KEYS)
