"""Which lines are headings."""

from __future__ import annotations

import re

from tenfold.papers.pdf.pdf_text import PdfLine
from tenfold.papers.pdf.sizes import is_larger

__all__ = ["Heading", "heading_in", "is_references"]

_NUMBER = re.compile(
    r"(?P<number>(?:\d{1,2}|[A-Z](?=\.\d))(?:\.\d{1,2}){0,3}|[IVX]{1,5}(?=\.)|[A-Z](?=\.? [A-Z]))\.?\s+"
    r"(?P<title>[^\W\d_].*)"
)
_KNOWN = {
    "abstract", "introduction", "background", "related work", "related works", "preliminaries", "method",
    "methods", "methodology", "approach", "model", "data", "dataset", "datasets", "materials and methods",
    "experiments", "experimental setup", "experimental results", "results", "results and discussion",
    "evaluation", "analysis", "ablation study", "discussion", "conclusion", "conclusions",
    "conclusion and future work", "future work", "limitations", "ethics statement",
    "ethical considerations", "broader impact",
    "acknowledgements", "acknowledgments", "acknowledgement", "acknowledgment", "references", "bibliography",
    "appendix", "appendices", "supplementary material", "摘要", "引言", "相关工作", "方法", "实验", "结果",
    "讨论", "结论", "致谢", "参考文献", "附录",
}  # fmt: skip
_REFERENCES = {"references", "bibliography", "literature cited", "works cited", "参考文献"}
_LONGEST = 120


class Heading(tuple[str, str]):
    """Its number as printed, or empty, and its title."""

    __slots__ = ()

    @property
    def number(self) -> str:
        """``3.1``, ``IV``, ``A``, or empty."""
        return self[0]

    @property
    def title(self) -> str:
        """Without the number."""
        return self[1]


def heading_in(line: PdfLine, body: float) -> Heading | None:
    """The heading that a line is, judged by its words and by how it is set beside text of the size `body`.

    A word that usually heads a section is enough where it stands alone and is bold, larger, or in capitals;
    others need a number and one of these, or to be both bold and larger.
    """
    text = line.text.strip()
    if not 2 <= len(text) <= _LONGEST or text[-1] in ".,;?" or "@" in text:
        return None
    large, capitals = is_larger(line.size, body), text.isupper() and len(text) > 3
    stands_out = line.is_bold or large or capitals
    found = _NUMBER.fullmatch(text)
    number, title = (found["number"], found["title"]) if found else ("", text)
    is_known = title.casefold().strip(" :") in _KNOWN
    if is_known and (stands_out or line.size >= body):
        return Heading((number, title.rstrip(" :")))
    if not stands_out or line.size < 0.95 * body or not any(c.isalpha() for c in title):
        return None
    if number or (line.is_bold and large):
        return Heading((number, title.rstrip(" :")))
    return None


def is_references(title: str) -> bool:
    """Whether the list of references stands below this heading."""
    return title.casefold().strip(" :.") in _REFERENCES
