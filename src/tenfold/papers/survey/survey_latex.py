r"""A survey as a LaTeX document: a `longtable` with booktabs, the gaps, and the bibliography beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from tenfold.language import translator
from tenfold.papers.plain_words import plain_words
from tenfold.papers.survey.latex_symbols import latex_text
from tenfold.papers.survey.survey_words import (
    about_words,
    missing_lines,
    title_words,
    topic_words,
    year_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenfold.language import Translate
    from tenfold.papers.comparison import Compared
    from tenfold.papers.record import Paper
    from tenfold.papers.survey.survey import Survey

__all__ = ["survey_latex"]

_PIECE = 900
"""Characters of a cell that stand in one row: a row of a longtable is never broken over two pages."""

_SAFE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._/+*-]*")

_PREAMBLE = r"""% pdflatex survey && bibtex survey && pdflatex survey && pdflatex survey
% Scripts other than Latin and Greek need xelatex or lualatex, and a font that has them.
\documentclass[10pt]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
  % A character that pdfLaTeX cannot set becomes [?] instead of an error.
  \makeatletter
  \def\UTFviii@undefined@err#1{[?]\@latex@warning{A character was left out: use xelatex}}
  \makeatother
\else
  \usepackage{fontspec}
  \ifXeTeX\IfFileExists{xeCJK.sty}{\usepackage{xeCJK}}{}\fi
\fi
\usepackage{amsmath,amssymb}
\usepackage[a4paper,landscape,margin=15mm]{geometry}
\usepackage{array,booktabs,longtable}
\newcolumntype{P}[1]{>{\raggedright\arraybackslash\hspace{0pt}}p{#1}}
\setlength{\tabcolsep}{3pt}
\setlength{\emergencystretch}{3em}
"""


def survey_latex(survey: Survey, *, language: str = "en", bibliography: str = "survey") -> str:
    """A whole document. Papers are cited by their keys from `bibliography` (a .bib file, named without it)."""
    _ = translator(language)
    parts = [
        _PREAMBLE,
        f"\\title{{{latex_text(title_words(survey, _))}}}",
        "\\author{}",
        "\\begin{document}",
        "\\maketitle",
        latex_text(about_words(survey, _)),
        "",
        *_table(survey),
        *_gaps(survey, _, language),
        *_next(survey, _),
        *_bibliography(survey.papers, bibliography),
        "\\end{document}",
    ]
    return "\n".join(parts) + "\n"


def _table(survey: Survey) -> list[str]:
    labels = [aspect.label for aspect in survey.comparison.aspects]
    heads = ["", *map(latex_text, labels)]
    width = f"P{{{0.94 / len(heads):.3f}\\linewidth}}"
    head = f"{' & '.join(heads)} \\\\"
    rows = [line for one in survey.comparison.compared for line in _rows(survey, one)]
    return [
        "{\\footnotesize",
        f"\\begin{{longtable}}{{@{{}}{width * len(heads)}@{{}}}}",
        f"\\toprule\n{head}\n\\midrule\n\\endfirsthead",
        f"\\toprule\n{head}\n\\midrule\n\\endhead",
        "\\bottomrule\n\\endfoot",
        *rows,
        "\\end{longtable}}",
    ]


def _rows(survey: Survey, one: Compared) -> Iterator[str]:
    """A paper; in several rows where an answer is too long for one."""
    label = f"{_cited(one.name)} {latex_text(one.name)}"
    cells = [survey.comparison.cell(aspect, one) for aspect in survey.comparison.aspects]
    pieces = [list(_pieces(plain_words(cell))) or ["--"] for cell in cells]
    for line in zip_longest([label], *pieces, fillvalue=""):
        yield f"{' & '.join(line)} \\\\"
    yield "\\addlinespace"


def _pieces(text: str) -> Iterator[str]:
    while text:
        end = len(text) if len(text) <= _PIECE else text.rfind(" ", 0, _PIECE) + 1 or _PIECE
        yield _breakable(latex_text(text[:end].strip()))
        text = text[end:]


def _breakable(text: str) -> str:
    """Addresses may go on on the next line."""
    return text.replace("/", "/\\allowbreak{}").replace("\\_", "\\_\\allowbreak{}")


def _cited(key: str) -> str:
    """A citation; nothing for a key that LaTeX or BibTeX would read otherwise."""
    return f"\\cite{{{key}}}" if _SAFE_KEY.fullmatch(key) else ""


def _gaps(survey: Survey, _: Translate, language: str) -> list[str]:
    missing = [f"{key}: {said}" for key, said in missing_lines(survey, _)]
    return [
        f"\\section*{{{latex_text(_('Gaps'))}}}",
        f"\\subsection*{{{latex_text(_('Papers and questions'))}}}",
        *_listed(missing, _),
        f"\\subsection*{{{latex_text(_('Topics and years without a paper'))}}}",
        *_listed(year_lines(survey, _, language), _),
    ]


def _next(survey: Survey, _: Translate) -> list[str]:
    parts = [f"\\section*{{{latex_text(_('What is to be done next, by topic'))}}}"]
    for group in survey.next_steps:
        parts.append(f"\\subsection*{{{latex_text(topic_words(group, _))}}}")
        parts += _listed([f"{key}: {text}" for key, text in group.steps], _)
    return parts if survey.next_steps else [*parts, latex_text(_("None."))]


def _listed(lines: Sequence[str], _: Translate) -> Iterable[str]:
    if not lines:
        return [latex_text(_("None."))]
    return ["\\begin{itemize}", *(f"\\item {{}}{latex_text(x)}" for x in lines), "\\end{itemize}"]


def _bibliography(papers: Sequence[Paper], name: str) -> list[str]:
    """Only where something is cited: BibTeX stops at an empty list."""
    if not any(_SAFE_KEY.fullmatch(paper.key) for paper in papers):
        return []
    return ["\\bibliographystyle{plain}", f"\\bibliography{{{name}}}"]
