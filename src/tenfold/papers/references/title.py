"""The title in a printed reference: what stands after the authors, up to where the venue begins."""

from __future__ import annotations

import re

from tenfold.papers.references.names import Names

__all__ = ["title_in"]

_MOST_TITLE = 400
_YEAR = r"(?:1[5-9]|20)\d\d"
_SHORT_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_MONTH = rf"(?:{_SHORT_MONTH}\s+)"
_QUOTES = {"“": "”", '"': '"', "‘": "’", "«": "»", "„": "“", "`": "'"}
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Za-z]|vs|St|Dr|Mr|Mrs|Prof|No|Nos|Vol|vol|pp|p|ed|eds|etc|al|cf|ca|Inc|Co|Corp|e\.g|i\.e"
    r"|Ph|Sr|Jr|U\.S|approx|resp|Eq|Fig)|\.[A-Za-z])$"
)
_CLOSES_TITLE = re.compile(
    r"(?P<stop>\.)(?=[”’\"]?(?:\s|$))|(?P<volume>,)(?=\s(?:volume|vol\.|number|no\.)\s)"
    r"|(?P<mark>[?!])(?=\s+[A-Z“(])|\s(?P<bracket>[\[(])"
)
_NEW_SENTENCE = re.compile(
    r"\s+(?:[^\W\d_a-zß-ÿ]|\d|[(\[“\"]|arXiv|bioRxiv|medRxiv|eprint|pages|pp|http|doi|in\b|abs/)"
)
# Where commas part the fields: a word that venues have, or something with a capital before numbers or a year.
_CAPITAL = r"[A-Z][^,.]{2,60}"
_VENUE_FOLLOWS = re.compile(
    r",\s+(?:in[:\s]\s*(?:[A-Z“]|\d)|Proc(?:\.|eedings)|[aA]r[xX]iv|CoRR\b|abs/|https?://|volume\s|Ph\.?D|PhD"
    r"|Master|Technical [Rr]eport|Tech\. |pp?\.\s|vol\.\s"
    r"|(?:[A-Z][\w&.]{0,30}\s+(?:\w{1,30}\.?\s+){0,8})?(?:[Jj]ournal|[Tt]rans(?:actions|\.)|[Ll]etters"
    r"|[Rr]eview|[Pp]ress|[Cc]onference|ACM|IEEE|AAAI|[Uu]niversity)\b"
    rf"|{_CAPITAL},\s+(?:\d+|vol|no\.|pp|[A-Z][a-z]+,\s+\d{{4}}|{_SHORT_MONTH}\s+\d{{4}}|\({_YEAR})"
    rf"|{_CAPITAL},\s+[A-Z][^,.]{{2,40}}(?:,\s+[A-Z][a-z]+\.)?,\s+{_YEAR}"
    rf"|{_CAPITAL}\s+\d+\s*[,(:]|{_MONTH}?{_YEAR}\b)"
)
_BRACKET_END = re.compile(
    r"\s*[\[(](?:\d+\w*\s+ed|[Vv]ol|[Tt]ech(?:nical|\.) [Rr]ep|[Rr]eport|[Pp]h\.? ?[Dd]|Patent\)"
    r"|(?:[A-Z]\. ?)+[\w. &]{2,60},\s+[Ee]ds?\.|\w+['’]s? thesis|Doctoral|Master|Review of"
    r"|[A-Z]{1,2}(?:/OL)?\]|Eds?\.|Issue|No\.)"
)
_DATE_END = re.compile(
    rf"(?:,\s+(?:https?://\S+|\(?{_MONTH}?(?:\d{{1,2}},?\s+)?{_YEAR}[a-z]?\)?)){{1,3}}$"
)
_GOES_ON_IN = re.compile(r"\s+(?:[Ii]n\b|arXiv|ArXiv|CoRR|Preprint|Ph\.?D|PhD|Master|Proc)")
_OF_VENUES = re.compile(
    r"Journal|Review|Proceedings|Transactions|Letters|Press|Annals|Magazine|University"
)
_QUOTE_ENDS = re.compile(r"[,.;:)]|\s*$|\s+[iI]n:?\s+[A-Z]")


def title_in(rest: str, found: Names, *, has_year: bool) -> tuple[str, str]:
    """The title in `rest`, which comes after the authors and the year (`has_year`), and what follows it."""
    start = re.match(r"[\s.,:;)]*", rest)
    text = rest[start.end() if start else 0 :]
    if text[:1] in _QUOTES and (quoted := _quoted(text)):
        return quoted
    separator = rest.lstrip()[:1]
    by_commas = bool(found.names) and not has_year and separator in (",", "")
    end = _title_end(text, by_commas=by_commas or (has_year and separator == ","))
    title = _DATE_END.sub("", text[:end].strip().rstrip(".,;:").strip())
    return title[:_MOST_TITLE], text[end:]


def _quoted(text: str) -> tuple[str, str] | None:
    closing = _QUOTES[text[0]]
    at = 1
    while (end := text.find(closing, at)) > 0:
        before = text[end - 1]
        if before in ",." or _QUOTE_ENDS.match(text, end + 1) or (
            before in "?!" and _NEW_SENTENCE.match(text, end + 1)
        ):  # fmt: skip
            return text[1:end].strip().rstrip(",.").strip()[:_MOST_TITLE], text[end + 1 :]
        at = end + 1
    return None


def _title_end(text: str, *, by_commas: bool) -> int:
    if by_commas and (venue := _VENUE_FOLLOWS.search(text, 8, 500)):
        stop = _sentence_end(text, venue.start())
        return min(stop, venue.start())
    return _sentence_end(text, len(text))


def _sentence_end(text: str, limit: int) -> int:
    """Where the first sentence ends; no abbreviation does, nor a full stop before a small letter."""
    for match in _CLOSES_TITLE.finditer(text[:1_000]):
        at = match.start()
        if at >= limit:
            break
        if match["volume"]:
            return at
        if match["bracket"]:
            if at > 3 and _BRACKET_END.match(text, at):
                return at
        elif match["mark"]:
            if not _is_followed_by_more(text, at + 1):
                return at + 1
        elif match["stop"] and at > 2 and not _ABBREVIATED.search(text[max(0, at - 8) : at]):
            after = at + 1 + (text[at + 1 : at + 2] in ("”", '"', "’"))
            if after >= len(text) or _NEW_SENTENCE.match(text, after):
                return at
    return min(limit, len(text), 1_000)


def _is_followed_by_more(text: str, at: int) -> bool:
    """Whether the sentence after a question mark is still the title, because the venue comes after it."""
    stop = text.find(". ", at, at + 300)
    if stop < 0 or _GOES_ON_IN.match(text, at):
        return False
    sentence = text[at:stop]
    if _GOES_ON_IN.match(text, stop + 1):
        return len(sentence.split()) > 1
    is_venue = _OF_VENUES.search(sentence) or any(map(str.isdigit, sentence))
    return len(sentence.split()) > 2 and not is_venue and text[stop + 2 : stop + 3].isupper()
