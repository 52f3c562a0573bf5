"""The layouts in which `reference_papers` typesets papers: columns, style of the references, heads and feet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["LAYOUTS", "Layout"]

Way = Literal["bst", "biblatex", "csl", "browser"]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How one paper looks.

    way, style
        A .bst file by BibTeX, a style of biblatex, one of our CSL styles set by LaTeX or by a browser.
    label
        How the entries are labelled where the style does not say: ``[1]``, ``1.`` or nothing.
    heads, feet
        Running heads with the title, and feet with a notice, on each page.
    appendix
        What follows the references.
    names
        ``chinese``: authors in Chinese characters stand among the others.
    is_held_out
        Nobody looks at what the parser makes of it while the parser is written.
    """

    name: str
    way: Way
    style: str
    n_columns: int = 1
    label: str = ""
    heads: bool = False
    feet: bool = False
    appendix: bool = False
    contents: bool = False
    heading: str = "References"
    package: str = ""
    names: Literal["", "chinese"] = ""
    n_references: int = 40
    is_held_out: bool = False


_NATBIB = r"\usepackage[round]{natbib}"
_NUMBERS = r"\usepackage[numbers]{natbib}"
_DOTS = r"\makeatletter\renewcommand\@biblabel[1]{#1.}\makeatother"

LAYOUTS = (
    Layout(name="plain", way="bst", style="plain"),
    Layout(name="plain two columns, heads", way="bst", style="plain", n_columns=2, heads=True),
    Layout(name="abbrv two columns, 1.", way="bst", style="abbrv", n_columns=2, package=_DOTS,
           feet=True),
    Layout(name="alpha", way="bst", style="alpha", contents=True),
    Layout(name="alpha two columns, appendix", way="bst", style="alpha", n_columns=2,
           appendix=True),
    Layout(name="plainnat", way="bst", style="plainnat", package=_NATBIB),
    Layout(name="plainnat two columns, heads", way="bst", style="plainnat", n_columns=2,
           package=_NATBIB, heads=True, feet=True, n_references=60),
    Layout(name="apalike two columns, appendix", way="bst", style="apalike", n_columns=2,
           package=_NATBIB, appendix=True, heads=True),
    Layout(name="unsrtnat numbers", way="bst", style="unsrtnat", package=_NUMBERS,
           heading="Bibliography"),
    Layout(name="ieeetr two columns", way="bst", style="ieeetr", n_columns=2, heads=True),
    Layout(name="siam two columns", way="bst", style="siam", n_columns=2, feet=True),
    Layout(name="chinese names, plain", way="bst", style="plain", n_columns=2, names="chinese",
           heads=True),
    Layout(name="acl two columns, appendix", way="csl", style="acl", n_columns=2, appendix=True,
           n_references=60),
    Layout(name="apa, appendix", way="csl", style="apa", appendix=True, heads=True),
    Layout(name="apa two columns", way="csl", style="apa", n_columns=2, heads=True),
    Layout(name="ieee two columns", way="csl", style="ieee", n_columns=2, label="[1]",
           heading="REFERENCES", feet=True),
    Layout(name="nature two columns", way="csl", style="nature", n_columns=2, label="1.",
           heads=True, n_references=60),
    Layout(name="lncs, heads", way="csl", style="lncs", label="1.", heads=True),
    Layout(name="chicago", way="csl", style="chicago", feet=True),
    Layout(name="acm two columns", way="csl", style="acm", n_columns=2, label="[1]", heads=True,
           heading="REFERENCES", appendix=True),
    Layout(name="authoryear with dashes", way="biblatex", style="authoryear", n_columns=2,
           heads=True),
    Layout(name="biblatex numeric", way="biblatex", style="numeric", contents=True),
    Layout(name="browser, acl two columns", way="browser", style="acl", n_columns=2, heads=True),
    Layout(name="browser, ieee", way="browser", style="ieee", label="[1]", appendix=True),
    Layout(name="acm.bst two columns, feet", way="bst", style="acm", n_columns=2, feet=True,
           is_held_out=True),
    Layout(name="biblatex alphabetic, appendix", way="biblatex", style="alphabetic", n_columns=2,
           heads=True, appendix=True, is_held_out=True),
    Layout(name="abbrvnat two columns, appendix", way="bst", style="abbrvnat", n_columns=2,
           package=_NATBIB, heads=True, appendix=True, n_references=60, is_held_out=True),
    Layout(name="agsm (Harvard)", way="bst", style="agsm",
           package=_NATBIB + r"\newcommand\harvardurl[1]{#1}\newcommand\harvardand{and}"
           r"\newcommand\harvardyearleft{(}\newcommand\harvardyearright{)}", is_held_out=True),
    Layout(name="browser, apa with heads", way="browser", style="apa", heads=True, feet=True,
           is_held_out=True),
    Layout(name="chicago.bst two columns, heads", way="bst", style="chicago", n_columns=2,
           package=_NATBIB, heads=True, is_held_out=True),
    Layout(name="biblatex authoryear, dashes", way="biblatex", style="authoryear-comp",
           feet=True, appendix=True, is_held_out=True),
)  # fmt: skip
