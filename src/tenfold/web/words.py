"""The words of the record that pages show, in the language of the page: kinds, states, reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenfold.language import Translate

__all__ = ["field_words_of", "words_of"]


def words_of(_: Translate) -> Mapping[str, str]:
    """By the word that the record has. A new one has to be put here: a test compares."""
    return {
        # reactions
        "like": _("like"),
        "dislike": _("dislike"),
        "insightful": _("insightful"),
        "novel": _("novel"),
        "careful": _("careful"),
        "reproducible": _("reproducible"),
        "clear": _("clear"),
        "useful": _("useful"),
        "unclear": _("unclear"),
        "overclaimed": _("overclaimed"),
        "missing-baseline": _("missing baseline"),
        "missing-ablation": _("missing ablation"),
        "small-sample": _("small sample"),
        "not-reproducible": _("not reproducible"),
        # how far one is with a paper
        "inbox": _("inbox"),
        "to read": _("to read"),
        "skimmed": _("skimmed"),
        "read in depth": _("read in depth"),
        # what to do with a paper, and in what one counts how far one is
        "skim": _("skim"),
        "cite": _("cite"),
        "replicate": _("replicate"),
        "drop": _("drop"),
        "pages": _("pages"),
        "chapters": _("chapters"),
        "lessons": _("lessons"),
        "minutes": _("minutes"),
        # comments and notes
        "note": _("note"),
        "caveat": _("caveat"),
        "replication": _("replication"),
        "thought": _("thought"),
        "did": _("did"),
        "question": _("question"),
        "advice": _("advice"),
        "parked": _("parked"),
        "not-now": _("not now"),
        "to-learn": _("to learn"),
        # relations of papers
        "version of": _("version of"),
        "different": _("different"),
        "doubtful": _("doubtful"),
        # the map
        "paper": _("paper"),
        "author": _("author"),
        "institution": _("institution"),
        "venue": _("venue"),
        "topic": _("topic"),
        "study": _("study"),
        # roles, and what a token may do
        "guest": _("guest"),
        "reader": _("reader"),
        "member": _("member"),
        "owner": _("owner"),
        "read": _("read"),
        "write": _("read and write"),
        # checks of the doctor
        "ok": _("ok"),
        "missing": _("missing"),
        "wrong": _("wrong"),
    }


def field_words_of(_: Translate) -> Mapping[str, str]:
    """The fields of a paper's record by name. Identifiers stand as what they are called everywhere."""
    return {
        "title": _("title"),
        "type": _("type"),
        "authors": _("authors"),
        "editors": _("editors"),
        "year": _("year"),
        "issued": _("date"),
        "venue": _("venue"),
        "volume": _("volume"),
        "issue": _("issue"),
        "pages": _("pages"),
        "publisher": _("publisher"),
        "place": _("place"),
        "abstract": _("abstract"),
        "language": _("language"),
        "keywords": _("keywords"),
        "url": _("address"),
        "open_access": _("open access"),
        "code": _("code"),
        "data": _("data"),
        "withdrawn": _("withdrawn"),
        "n_citations": _("citations"),
        "references": _("references"),
        "ids.doi": "DOI",
        "ids.arxiv": "arXiv",
        "ids.acl": "ACL",
        "ids.openalex": "OpenAlex",
        "ids.s2": "Semantic Scholar",
        "ids.pmid": "PubMed",
        "ids.isbn": "ISBN",
    }
