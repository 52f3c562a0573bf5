"""Lists of references: each style that tenfold comes with, on records as libraries have them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tenfold.errors import InputError
from tenfold.papers.exporters.styled import STYLES, formatted, write_list
from tenfold.papers.files import PaperFiles
from tenfold.papers.importers.importer import Read
from tenfold.papers.record import Name, Paper

JOURNAL = Paper(
    title="Multitask learning", type="article-journal", authors=(Name("Caruana", "Rich"),),
    year=1997, venue="Machine Learning", volume="28", issue="1", pages="41-75",
)  # fmt: skip
TALK = Paper(
    title="Attention is all you need", type="paper-conference", year=2017, pages="5998-6008",
    authors=(Name("Vaswani", "Ashish"), Name("Shazeer", "Noam")), venue="Advances in NeurIPS",
    publisher="Curran", ids={"doi": "10.1/x"},
)  # fmt: skip
PREPRINT = Paper(
    title="LoRA: Low-rank adaptation", authors=(Name("Hu", "Edward J."), Name("Shen", "Yelong")),
    year=2021, ids={"arxiv": "2106.09685"},
)  # fmt: skip
BOOK = Paper(
    title="Deep learning", type="book", authors=(Name("Goodfellow", "Ian"),), year=2016,
    publisher="MIT Press", place="Cambridge",
)  # fmt: skip

EXPECTED = {
    "apa": [
        "Caruana, R. (1997). Multitask learning. Machine Learning, 28(1), 41–75.",
        "Goodfellow, I. (2016). Deep learning. MIT Press.",
        "Hu, E. J., & Shen, Y. (2021). LoRA: Low-rank adaptation. https://arxiv.org/abs/2106.09685",
        ("Vaswani, A., & Shazeer, N. (2017). Attention is all you need. Advances in NeurIPS, 5998–6008. "
        "https://doi.org/10.1/x"),
    ],
    "ieee": [
        "[1] R. Caruana, “Multitask learning,” Machine Learning, vol. 28, no. 1, pp. 41–75, 1997.",
        ("[2] A. Vaswani and N. Shazeer, “Attention is all you need,” in Advances in NeurIPS, Curran, 2017, "
        "pp. 5998–6008. doi: 10.1/x."),
        ("[3] E. J. Hu and Y. Shen, “LoRA: Low-rank adaptation,” 2021. [Online]. Available: "
        "https://arxiv.org/abs/2106.09685"),
        "[4] I. Goodfellow, Deep learning. Cambridge: MIT Press, 2016.",
    ],
    "chicago": [
        "Caruana, Rich. 1997. “Multitask Learning.” Machine Learning 28 (1): 41–75.",
        "Goodfellow, Ian. 2016. Deep Learning. MIT Press.",
        ("Hu, Edward J., and Yelong Shen. 2021. “LoRA: Low-rank Adaptation.” Preprint. "
        "https://arxiv.org/abs/2106.09685."),
        ("Vaswani, Ashish, and Noam Shazeer. 2017. “Attention Is All You Need.” Advances in NeurIPS, "
        "5998–6008. https://doi.org/10.1/x."),
    ],
    "acl": [
        "Rich Caruana. 1997. Multitask learning. Machine Learning, 28(1):41–75.",
        "Ian Goodfellow. 2016. Deep learning. MIT Press, Cambridge.",
        "Edward J. Hu and Yelong Shen. 2021. LoRA: Low-rank adaptation.",
        ("Ashish Vaswani and Noam Shazeer. 2017. Attention is all you need. In Advances in NeurIPS, "
        "pages 5998–6008. Curran."),
    ],
    "acm": [
        "[1] Rich Caruana. 1997. Multitask learning. Machine Learning 28, 1 (1997), 41–75.",
        "[2] Ian Goodfellow. 2016. Deep learning. MIT Press, Cambridge.",
        ("[3] Edward J. Hu and Yelong Shen. 2021. LoRA: Low-rank adaptation. Retrieved from "
        "https://arxiv.org/abs/2106.09685"),
        ("[4] Ashish Vaswani and Noam Shazeer. 2017. Attention is all you need. In Advances in NeurIPS, 2017. "
        "Curran, 5998–6008. https://doi.org/10.1/x"),
    ],
    "nature": [
        "1. Caruana, R. Multitask learning. Machine Learning 28, 41–75 (1997).",
        ("2. Vaswani, A. & Shazeer, N. Attention is all you need. in Advances in NeurIPS 5998–6008 "
        "(Curran, 2017). doi:10.1/x."),
        ("3. Hu, E. J. & Shen, Y. LoRA: Low-rank adaptation. Preprint at https://arxiv.org/abs/2106.09685 "
        "(2021)."),
        "4. Goodfellow, I. Deep Learning. (MIT Press, Cambridge, 2016).",
    ],
    "lncs": [
        "1. Caruana, R.: Multitask learning. Machine Learning. 28, 41–75 (1997).",
        ("2. Vaswani, A., Shazeer, N.: Attention is all you need. In: Advances in NeurIPS. pp. 5998–6008. "
        "Curran (2017). https://doi.org/10.1/x."),
        "3. Hu, E.J., Shen, Y.: LoRA: Low-rank adaptation, https://arxiv.org/abs/2106.09685, (2021).",
        "4. Goodfellow, I.: Deep learning. MIT Press, Cambridge (2016).",
    ],
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_the_entries_of_a_style(style: str) -> None:
    assert formatted([JOURNAL, TALK, PREPRINT, BOOK], style, "text") == EXPECTED[style]


@pytest.mark.parametrize("style", STYLES)
def test_real_records_come_out_with_their_words(style: str, shared_papers: Path) -> None:
    files = [
        shared_papers / "bibtex/biblatex-examples.bib",
        shared_papers / "acl_anthology/J19.xml",
    ]
    records = PaperFiles.recognised(files).records()
    papers = [record.paper for record in records if isinstance(record, Read)][:130:3]
    entries = formatted(papers, style, "text")
    assert len(entries) == len(papers) > 30
    listed = "\n".join(_letters(entry) for entry in entries)
    for paper in papers:
        assert _letters(paper.title) in listed
        if paper.year and paper.type != "webpage":  # of these IEEE wants the day of the visit
            assert str(paper.year) in listed
    assert not any(re.search(r"[\ue000-\ue002]| ,|\.\.(?!\.)|,,", entry) for entry in entries)


def _letters(text: str) -> str:
    return "".join(c for c in text.upper().casefold() if c.isalnum())


def test_the_marks_of_each_form() -> None:
    paper = Paper(title="<b>A</b> & *B*_c", type="book", url="https://a.org/b_c?d&e", year=2020)
    (markdown,) = formatted([paper], "apa", "markdown")
    assert markdown == r"*\<b\>A\</b\> & \*B\*\_c*. (2020). <https://a.org/b_c?d&e>"
    page = write_list([paper], "apa", "html")
    assert "<i>&lt;b&gt;A&lt;/b&gt; &amp; *B*_c</i>" in page
    assert '<a href="https://a.org/b_c?d&amp;e">' in page
    assert write_list([], "apa", "markdown") == ""


class Words(HTMLParser):
    """The text of a page, and its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


nasty = st.text(
    st.sampled_from("aB1 <>&*_`[]()\\#~|!.\"'$%^=+-{}@:/中é")
    | st.characters(categories=["L", "P"]),
    min_size=1,
    max_size=30,
).filter(lambda text: text[0].isalpha())


@settings(max_examples=60, deadline=None)
@given(nasty)
def test_no_title_becomes_markup(title: str) -> None:
    paper = Paper(title=title, type="book", authors=(Name("Hu", "Edward"),))
    page = Words(formatted([paper], "nature", "html")[0])
    rendered = Words(MarkdownIt().render(formatted([paper], "nature", "markdown")[0]))
    for words in (page, rendered):
        assert _letters(title) in _letters(words.text)
        assert words.tags <= {"i", "em", "p", "a"}


@pytest.mark.parametrize("n", range(3))
def test_names_in_all_scripts(n: int) -> None:
    names = (Name("李", "明"), Name("Иванов", "Иван Петрович"), Name("Beethoven", "Ludwig van"))
    shown = ("李明", "Иванов, И. П.", "van Beethoven, L.")
    (entry,) = formatted([Paper(title="T", authors=names[n : n + 1], year=2020)], "apa", "text")
    assert entry == f"{shown[n]} (2020). T." or entry == f"{shown[n]}. (2020). T."


@pytest.mark.parametrize("style", STYLES)
def test_a_title_without_an_author_is_said_once(style: str) -> None:
    (entry,) = formatted([Paper(title="Nobody's report?", type="report")], style, "text")
    assert entry.casefold().count("report?") == 1


@pytest.mark.parametrize(
    "text", ["", "<style/>", "<style xmlns='http://purl.org/net/xbiblio/csl'/>", "\0"]
)
def test_a_file_that_is_no_style_is_said(tmp_path: Path, text: str) -> None:
    file = tmp_path / "own.csl"
    file.write_text(text)
    with pytest.raises(InputError, match=r"own\.csl"):
        formatted([JOURNAL], str(file), "text")


def test_an_unknown_style_is_said() -> None:
    with pytest.raises(InputError, match="ieee"):
        formatted([JOURNAL], "ieeee", "text")


def test_a_style_of_ones_own(tmp_path: Path) -> None:
    import tenfold.papers

    shipped = Path(tenfold.papers.__path__[0]) / "styles/nature.csl"
    own = tmp_path / "own.csl"
    own.write_bytes(shipped.read_bytes())
    assert formatted([JOURNAL], str(own), "text") == formatted([JOURNAL], "nature", "text")
