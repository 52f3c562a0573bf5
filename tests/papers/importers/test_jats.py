"""Articles in JATS."""

from __future__ import annotations

from pathlib import Path

import pytest
from read_papers import read_all

from tenfold.papers.importers.jats import JATS
from tenfold.papers.record import Name, Withdrawal

_ARTICLE = """<article xmlns:xlink="http://www.w3.org/1999/xlink" {namespace}
 article-type="research-article" xml:lang="en"><front>
<journal-meta><journal-title-group><journal-title>eLife</journal-title></journal-title-group>
<issn>2050-084X</issn><publisher><publisher-name>eLife Ltd</publisher-name></publisher></journal-meta>
<article-meta><article-id pub-id-type="doi">10.7554/eLife.00001</article-id>
<article-id pub-id-type="pmid">123</article-id><article-id pub-id-type="pmc">PMC9</article-id>
<title-group><article-title>{title}</article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Müller</surname><given-names>Ann</given-names>
</name><contrib-id contrib-id-type="orcid">https://orcid.org/0000-0002-0000-0001</contrib-id>
<xref ref-type="aff" rid="a1"/></contrib><contrib contrib-type="author"><collab>The Group</collab></contrib>
<contrib contrib-type="editor"><name><surname>Ed</surname></name></contrib></contrib-group>
<aff id="a1"><label>1</label><institution>MIT</institution>, <country>USA</country></aff>
<pub-date pub-type="ppub"><year>2013</year></pub-date>
<pub-date pub-type="epub"><day>3</day><month>2</month><year>2012</year></pub-date>
<volume>1</volume><fpage>5</fpage><lpage>9</lpage>{meta}
<permissions><license xlink:href="http://creativecommons.org/licenses/by/3.0/"/></permissions>
<abstract><title>Abstract</title><sec><title>Aim</title><p>We do.</p></sec><p>More &lt; less.</p></abstract>
<abstract abstract-type="graphical"><p>A picture.</p></abstract>
<kwd-group><kwd>one</kwd><kwd>two</kwd></kwd-group></article-meta></front>
<body><sec><title>Intro</title><p>Long.</p></sec></body>
<back><ref-list><ref><element-citation><person-group><name><surname>Knuth</surname>
<given-names>D</given-names></name></person-group><article-title>Sorting</article-title><source>J</source>
<year>1968</year><pub-id pub-id-type="doi">10.1000/XYZ</pub-id></element-citation></ref>
<ref><mixed-citation>Foo, <italic>Bar</italic> 1999.</mixed-citation></ref></ref-list></back>
<sub-article><front-stub><title-group><article-title>A letter</article-title></title-group></front-stub>
<body><p>Dear.</p></body></sub-article></article>"""
_DOCTYPE = '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.2//EN" "JATS-archivearticle1.dtd">\n'


def _text(title: str = "On mice", meta: str = "", namespace: str = "") -> str:
    return _ARTICLE.format(title=title, meta=meta, namespace=namespace)


def _saved(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "article.nxml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("namespace", ["", 'xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/"'])
def test_an_article(tmp_path, namespace):
    path = _saved(tmp_path, _DOCTYPE + _text(namespace=namespace))
    assert JATS.recognises(path, path.read_bytes())
    (paper,), refused = read_all(JATS, path)
    assert not refused
    assert paper.title == "On mice"
    assert paper.authors == (
        Name("Müller", "Ann", "0000-0002-0000-0001", ("MIT",)),
        Name("The Group"),
    )
    assert paper.editors == (Name("Ed"),)
    assert (paper.venue, paper.publisher, paper.volume) == ("eLife", "eLife Ltd", "1")
    assert (paper.issued, paper.year, paper.pages) == ("2012-02-03", 2012, "5-9")
    assert paper.abstract == "Aim\nWe do.\nMore < less."
    assert paper.ids == {"doi": "10.7554/elife.00001", "pmid": "123"}
    assert (paper.keywords, paper.open_access, paper.language) == (("one", "two"), True, "en")
    assert paper.extra == {"issn": "2050-084X", "pmcid": "PMC9"}
    first, second = paper.references
    assert (first.title, first.year, first.ids) == ("Sorting", 1968, {"doi": "10.1000/xyz"})
    assert (first.raw, second.raw) == ("Knuth D, 1968, Sorting, J", "Foo, Bar 1999.")


def test_a_title_keeps_what_follows_its_marks_and_loses_its_footnote(tmp_path):
    title = 'A <italic>nice</italic>&nbsp;title<xref ref-type="fn">*</xref> of all'
    (paper,), _ = read_all(JATS, _saved(tmp_path, _DOCTYPE + _text(title)))
    assert paper.title == "A nice title of all"


def test_many_articles_of_a_set_are_read_one_by_one(tmp_path):
    many = "".join(_text(f"Article {n}") for n in range(50))
    papers, refused = read_all(JATS, _saved(tmp_path, f"<pmc-articleset>{many}</pmc-articleset>"))
    assert [paper.title for paper in papers] == [f"Article {n}" for n in range(50)]
    assert {len(paper.references) for paper in papers} == {2}
    assert not refused


@pytest.mark.parametrize(
    ("title", "meta", "withdrawn"),
    [
        ("Retracted: On mice", "", Withdrawal("retracted")),
        (
            "On mice",
            '<related-article related-article-type="retraction-forward" xlink:href="10.1000/N"/>',
            Withdrawal("retracted", "", "see the notice, doi:10.1000/n"),
        ),
        (
            "On mice",
            (
                '<pub-history><event event-type="retraction"><date><day>3</day><month>4</month>'
                "<year>2020</year></date></event></pub-history>"
            ),
            Withdrawal("retracted", "2020-04-03"),
        ),
        (
            "Retraction: On mice",
            '<related-article related-article-type="retracted-article" xlink:href="10.1000/N"/>',
            None,
        ),
    ],
)
def test_a_retracted_article_is_told_from_a_notice(tmp_path, title, meta, withdrawn):
    (paper,), _ = read_all(JATS, _saved(tmp_path, _text(title, meta)))
    assert paper.withdrawn == withdrawn


def test_the_body_of_a_long_article_takes_no_memory(tmp_path):
    """A body of 8 MB, twice what one record may have."""
    long = _text().replace("<p>Long.</p>", "<p>Long words.</p>" * 450_000)
    path = _saved(tmp_path, long)
    assert path.stat().st_size > 8_000_000
    (paper,), refused = read_all(JATS, path)
    assert (paper.title, len(paper.references), refused) == ("On mice", 2, [])
