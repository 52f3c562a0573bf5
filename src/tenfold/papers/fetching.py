"""Papers by id or by words from a public source, over the network: only when somebody asks for it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tenfold.errors import InputError
from tenfold.papers.ids import id_in
from tenfold.papers.importers.importer import Read, Refused
from tenfold.papers.polite import Polite
from tenfold.papers.record import IdKind, Paper
from tenfold.papers.sources import SOURCES, Source, Wanted, source_for
from tenfold.papers.titles import title_words

__all__ = ["ALIKE", "Access", "Question", "belongs", "fetch", "fetch_each", "questions", "search"]

_CONTACT = re.compile(r"[^\s@<>()\",;]{1,64}@[\w-]+(?:\.[\w-]+)+")
ALIKE = 85.0
"""Of 100; below it two titles are of two papers."""


@dataclass(frozen=True, slots=True)
class Access:
    """What sources are told besides the question, and how they are asked.

    contact
        A mail address for those that ask for one (Crossref, OpenAlex); empty: none is sent.
    openalex_key
        Sent to OpenAlex at its own host alone.
    homes
        Other addresses of sources, by name; a key is never sent there.
    """

    contact: str = ""
    openalex_key: str = ""
    homes: Mapping[str, str] = field(default_factory=dict)
    waiter: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        if self.contact and not _CONTACT.fullmatch(self.contact):
            raise InputError(
                f"{self.contact!r} is no mail address.",
                where="papers.contact",
                remedy="Write one such as ada@example.org, or leave it out.",
            )

    def private(self, source: Source) -> dict[str, str]:
        """What goes with a question to this source and is never shown."""
        said = {}
        if self.contact and source.asks_contact:
            said[source.asks_contact] = self.contact
        if self.openalex_key and source.asks_key and source.name not in self.homes:
            said[source.asks_key] = self.openalex_key
        return said


@dataclass(frozen=True, slots=True)
class Question:
    """One request to one source."""

    source: Source
    wanted: Wanted

    def said(self, access: Access) -> str:
        """What is asked of whom, in a sentence: to be shown before it is asked."""
        wanted, source = self.wanted, self.source
        by = "by" if wanted.author else "of" if wanted.venue else "for"
        since = f" since {wanted.since}" if wanted.since else ""
        what = f"the first {wanted.limit} papers {by} {wanted.about!r}{since}"
        if wanted.ids:
            shown = ", ".join(wanted.ids[:5]) + (" ..." if len(wanted.ids) > 5 else "")
            what = f"{_n(len(wanted.ids))} by id ({shown})"
        also = [
            {source.asks_contact: "your mail address", source.asks_key: "your key"}[name]
            for name in access.private(source)
        ]
        told = f"; it is told {' and '.join(also)} too" if also else ""
        return f"Asking {source.title} ({source.host}) for {what}{told}."


def questions(written: Sequence[str], source: str | None = None) -> list[Question]:
    """The requests for identifiers as people write them; several go into one where a source takes that.

    Raises InputError for what is no identifier, and where the source cannot be asked by it.
    """
    wanted: dict[tuple[str, IdKind], list[str]] = {}
    for text in written:
        found = id_in(text)
        if found is None:
            raise InputError(
                "is no identifier of a paper that tenfold knows.",
                where=text[:80],
                remedy="Give a DOI, or an id of arXiv, the ACL Anthology, OpenAlex or Semantic Scholar, or "
                "pmid:NUMBER. To search: --query WORDS",
            )
        asked = source_for(found[0], source)
        wanted.setdefault((asked.name, found[0]), []).append(found[1])
    return [
        Question(SOURCES[name], Wanted(kind, ids[start : start + SOURCES[name].most_ids]))
        for (name, kind), several in wanted.items()
        for ids in [tuple(dict.fromkeys(several))]
        for start in range(0, len(ids), SOURCES[name].most_ids)
    ]


def search(words: str, source: str, limit: int = 10) -> Question:
    """The request for the best papers for words; 100 at most."""
    if not words.strip():
        raise InputError("there is no word to search for.", where="--query")
    if source not in SOURCES:
        source_for("doi", source)
    return Question(SOURCES[source], Wanted(words=" ".join(words.split()), limit=min(limit, 100)))


def fetch(
    asked: Sequence[Question], access: Access, *, titles: Mapping[str, str] | None = None
) -> Iterator[Read | Refused]:
    """What `fetch_each` gives, without the questions."""
    return (record for _, record in fetch_each(asked, access, titles=titles))


def fetch_each(
    asked: Sequence[Question], access: Access, *, titles: Mapping[str, str] | None = None
) -> Iterator[tuple[Question, Read | Refused]]:
    """The papers of the answers, one request after another; what cannot be had is refused, and the next asked.

    An answer is taken only where it is about the id that was asked for. `titles` are those that stand
    beside an id where it was found, by id: another paper's record is refused (a printed DOI is often wrong).
    """
    client = Polite(_user_agent(), access.waiter, access.clock)
    for question in asked:
        source = question.source
        home = access.homes.get(source.name, source.home).rstrip("/")
        address, shown = source.address(question.wanted, home, access.private(source))
        try:
            content = client.ask(
                address, spacing_s=source.spacing_s, shown=shown, accept=source.accept
            )
        except InputError as error:
            wanted = " ".join(question.wanted.ids)[:80]
            yield question, Refused(shown, f"{source.title} {error.message}", wanted)
            continue
        records = source.reader.read_answer(content, shown)
        if question.wanted.ids:
            records = _checked(records, question, titles or {})
        yield from ((question, record) for record in records)


def belongs(printed: str, answered: str) -> float:
    """How alike two titles are, from 0 to 100; 85 and more are of one paper.

    Words count in any order, so that a title and one with its subtitle moved are alike; a title that is
    the beginning of the other, up to its colon, is too.

    >>> belongs("LoRA: Low-Rank Adaptation", "LORA. Low Rank Adaptation") > 85 > belongs("LoRA", "Attention")
    True
    """
    from rapidfuzz import fuzz

    one, other = title_words(printed), title_words(answered)
    heads = {title_words(title.partition(":")[0]) for title in (printed, answered)}
    if len(heads) == 1 and heads & {one, other}:
        return 100.0
    return float(fuzz.token_sort_ratio(one, other))


def _checked(
    records: Iterator[Read | Refused], question: Question, titles: Mapping[str, str]
) -> Iterator[Read | Refused]:
    """Records that are about what was asked for; then what was asked for and not answered."""
    left = dict.fromkeys(question.wanted.ids)
    kind, source = question.wanted.kind, question.source
    n_refused = 0
    for record in records:
        if isinstance(record, Refused):
            n_refused += 1
            yield record
            continue
        of = _asked_id(record.paper, kind, left)
        if of is None:
            n_refused += 1
            yield _refused(
                record, f"{source.title} answers with another paper than the one asked for."
            )
            continue
        left.pop(of, None)
        yield _with_title_checked(record, titles.get(of, ""))
    if n_refused and source.most_ids == 1:
        return  # it was said why
    why = "did not answer with it" if n_refused else "has no such paper"
    yield from (Refused(identifier, f"{source.title} {why}.") for identifier in left)


def _asked_id(paper: Paper, kind: IdKind | None, left: Mapping[str, None]) -> str | None:
    """The id that a paper answers. One that says none of this kind answers where one was asked for."""
    said = paper.ids.get(kind or "")
    if said in left:
        return said
    has_moved = kind in ("openalex", "s2")  # merged records answer under the id that stayed
    is_only = len(left) == 1 and (said is None or has_moved)
    return next(iter(left)) if is_only else None


def _with_title_checked(record: Read, printed: str) -> Read | Refused:
    if printed and (alike := belongs(printed, record.paper.title)) < ALIKE:
        return _refused(
            record,
            f"the title there is another than the one found beside the id ({printed[:80]!r}; {alike:.0f} of "
            f"100 alike, {ALIKE:.0f} are needed).",
        )
    return record


def _refused(record: Read, reason: str) -> Refused:
    return Refused(record.where, reason, record.paper.title[:80])


def _user_agent() -> str:
    from tenfold import __version__

    return f"tenfold/{__version__}"


def _n(n: int) -> str:
    return "1 paper" if n == 1 else f"{n} papers"
