"""Papers with text that is hard on a format, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from tenfold.papers.record import Name, Paper

KEYS = ("a b", "ab", "a,b", "{a}", "", "Müller2020", "DBLP:conf/acl/X", "100%", "a~b", "中文")
TYPES = (
    "article", "article-journal", "article-magazine", "book", "chapter", "dataset", "document",
    "motion_picture", "paper-conference", "post-weblog", "report", "software", "speech", "thesis", "webpage",
)  # fmt: skip
DATES = st.one_of(
    st.just((None, "")),
    st.integers(1000, 2100).map(lambda year: (year, str(year))),
    st.dates().map(lambda day: (day.year, f"{day:%Y}".zfill(4) + f"-{day:%m}")),
    st.dates().map(lambda day: (day.year, day.isoformat())),
)
IDS = st.fixed_dictionaries(
    {},
    optional={
        "doi": st.sampled_from(
            ["10.1234/a_b", "10.1002/(sici)1096-987x(199803)19:4<377::aid>3.0.co;2-p"]
        ),
        "arxiv": st.sampled_from(["2106.09685", "math/0307200"]),
        "acl": st.sampled_from(["2020.acl-main.1", "N18-1001"]),
        "openalex": st.just("W123"),
        "s2": st.just("0" * 40),
        "pmid": st.just("123"),
        "isbn": st.just("9780262033848"),
    },
)


def papers_with(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Paper]:
    """Papers whose text is drawn from a strategy; fields that a reference manager's format has."""
    said = texts.filter(bool)
    names = st.builds(Name, said, texts)
    pages = st.from_regex(r"[0-9]{1,4}(-[0-9]{1,4})?|", fullmatch=True)

    def made(date: tuple[int | None, str], **values: object) -> Paper:
        return Paper(year=date[0], issued=date[1], **values)  # type: ignore[arg-type]

    return st.builds(
        made,
        date=DATES,
        title=said,
        key=st.from_regex(r"[a-z][a-z0-9:/.-]{0,10}", fullmatch=True),
        type=st.sampled_from(TYPES),
        authors=st.lists(names, max_size=3).map(tuple),
        editors=st.lists(names, max_size=2).map(tuple),
        venue=texts,
        volume=texts,
        issue=texts,
        pages=pages,
        publisher=texts,
        place=texts,
        abstract=st.lists(said, max_size=2).map("\n\n".join),
        language=st.sampled_from(["", "en", "en-US", "de", "xx"]),
        keywords=st.lists(said, max_size=3).map(tuple),
        ids=IDS,
        url=st.sampled_from(["", "https://example.org/a_b?c=%20&d={x}#e", "http://a.org/~x\\y"]),
    )
