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
        # what a job is doing
        "encoding papers": _("encoding papers"),
        "indexing papers": _("indexing papers"),
        "encoding texts": _("encoding texts"),
        "placing texts": _("placing texts"),
        "copying artifacts": _("copying artifacts"),
        "bringing papers in, KB read": _("bringing papers in, KB read"),
        # what an audit looks for
        "characters that one does not see": _("characters that one does not see"),
        "characters unknown to the encoder": _("characters unknown to the encoder"),
        "classes with few examples": _("classes with few examples"),
        "coverage": _("coverage"),
        "drift between splits": _("drift between splits"),
        "duplicates but for case or white space": _("duplicates but for case or white space"),
        "empty texts": _("empty texts"),
        "exact duplicates": _("exact duplicates"),
        "groups": _("groups"),
        "languages": _("languages"),
        "length, columns and order that give the label away": _(
            "length, columns and order that give the label away"
        ),
        "lengths": _("lengths"),
        "letters garbled by a wrong encoding": _("letters garbled by a wrong encoding"),
        "lopsided classes": _("lopsided classes"),
        "markup": _("markup"),
        "near duplicates": _("near duplicates"),
        "one text with two labels": _("one text with two labels"),
        "openings and closings shared by many texts": _(
            "openings and closings shared by many texts"
        ),
        "outliers in meaning": _("outliers in meaning"),
        "personal data": _("personal data"),
        "probable label errors": _("probable label errors"),
        "repeated ids": _("repeated ids"),
        "representation of groups": _("representation of groups"),
        "scripts": _("scripts"),
        "secrets": _("secrets"),
        "test texts in train": _("test texts in train"),
        "test texts nearly in train": _("test texts nearly in train"),
        "texts in several splits": _("texts in several splits"),
        "texts made from a template": _("texts made from a template"),
        "texts that mean the same": _("texts that mean the same"),
        "texts that the encoder cuts": _("texts that the encoder cuts"),
        "time": _("time"),
        "what the reader saw": _("what the reader saw"),
        "words that give the label away": _("words that give the label away"),
        # how texts to label are chosen
        "mixed": _("mixed"),
        "uncertainty": _("uncertainty"),
        "diversity": _("diversity"),
        "random": _("random"),
        # why a pair of papers is doubtful; what stands with numbers stays as it is
        "the same title, other authors": _("the same title, other authors"),
        "the same title, without authors or year to compare": _(
            "the same title, without authors or year to compare"
        ),
        "the same short title": _("the same short title"),
        "the same title, but each its own doi": _("the same title, but each its own DOI"),
        "the same title, but each its own arxiv": _("the same title, but each its own arXiv id"),
        "the same title, but each its own acl": _("the same title, but each its own ACL id"),
        "the same title, but each its own pmid": _("the same title, but each its own PubMed id"),
        # what comes with tenfold
        "simulated patients in words, 24 rare diseases": _(
            "simulated patients in words, 24 rare diseases"
        ),
        "real definitions of phenotypes, 15 organ systems": _(
            "real definitions of phenotypes, 15 organ systems"
        ),
        # what the doctor looks at
        "machine": _("machine"),
        "numerics": _("numerics"),
        "encoder": _("encoder"),
        "fonts": _("fonts"),
        "workspace": _("workspace"),
        "database": _("database"),
        "artifacts": _("artifacts"),
        "disk": _("disk"),
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
