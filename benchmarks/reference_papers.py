"""Papers with known references, typeset in many layouts from the metadata in `../shared/papers`.

A paper's labels are known from the records that it was made of. What an entry looks like in print is known too:
each entry is set once more alone on a page (LaTeX), or is the text that the style made (CSL).
Needs pdflatex, xelatex and bibtex (Debian: texlive-latex-recommended texlive-bibtex-extra texlive-xetex
lmodern), fonts-wqy-microhei, Chromium, and pypdfium2.
"""

from __future__ import annotations

import html
import json
import random
import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.reference_layouts import LAYOUTS, Layout
from tenfold.papers.exporters.bibtex import write_bibtex
from tenfold.papers.exporters.styled import formatted
from tenfold.papers.files import PaperFiles
from tenfold.papers.keys import folded
from tenfold.papers.record import Name, Paper

__all__ = ["Entry", "TypesetPaper", "letters", "typeset_all"]

_LABEL = re.compile(r"^\s*(?:\[[^\]]{1,12}\]|\d{1,3}\.)\s*")
_LATIN = re.compile(r"[\x20-\x7e\u00a0-\u017f\u2010-\u2026]*")
_NOT_SET = set(
    "$\\ÃÂÅ¤¶©"
)  # mathematics, and letters that an archive's answer holds in a wrong encoding
_CHINESE = (
    (Name("王", "伟"), Name("李", "娜")),
    (Name("张", "敏"),),
    (Name("陈", "静怡"), Name("刘", "洋")),
)
_BODY_WORDS = "As others have shown before, this holds for more than one language and task."


@dataclass(frozen=True)
class Entry:
    """One reference as it was printed: its text without a label, and what is printed of its fields.

    `families` are those of the authors that are printed, or meant by a dash; None or "": not printed.
    """

    text: str
    title: str
    year: int | None
    families: tuple[str, ...]
    doi: str


@dataclass(frozen=True)
class TypesetPaper:
    """The text of a paper's pages, and its references in their order."""

    layout: Layout
    pages: tuple[str, ...]
    entries: tuple[Entry, ...]


def typeset_all(folder: Path, kept: Path | None, seed: int) -> list[TypesetPaper]:
    """A paper in each layout; read from `kept` where they were made before."""
    if kept is not None and kept.exists():
        return [_read(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    records = _records(folder)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda layout: _typeset(layout, records, seed), LAYOUTS))
    if kept is not None:
        lines = [json.dumps(asdict(paper), ensure_ascii=False) + "\n" for paper in made]
        kept.write_text("".join(lines), encoding="utf-8")
    return made


def letters(text: str) -> str:
    """Letters and digits alone, in lower case: what line breaks and hyphens leave as it is."""
    return "".join(c for c in folded(text) if c.isalnum())


def _read(line: str) -> TypesetPaper:
    content = json.loads(line)
    entries = tuple(Entry(**{**e, "families": tuple(e["families"])}) for e in content["entries"])
    return TypesetPaper(Layout(**content["layout"]), tuple(content["pages"]), entries)


# what the papers cite


def _records(folder: Path) -> dict[str, list[Paper]]:
    files = sorted(
        path
        for name in ("acl_anthology", "semantic_scholar", "arxiv_api", "bibtex")
        for path in (folder / name).iterdir()
        if path.suffix in (".xml", ".json", ".bib")
    )
    found: dict[str, list[Paper]] = defaultdict(list)
    for path in files:
        for read in PaperFiles.recognised([path]).records():
            paper = getattr(read, "paper", None)
            if paper and paper.authors and paper.year and len(paper.title) > 8:
                found[path.parent.name].append(paper)
    return found


def _cited(
    layout: Layout, records: Mapping[str, Sequence[Paper]], draw: random.Random
) -> list[Paper]:
    """Papers to cite: most from the Anthology, some of one first author, some books and preprints."""
    n = layout.n_references
    acl = records["acl_anthology"]
    by_first: dict[str, list[Paper]] = defaultdict(list)
    for paper in acl:
        by_first[str(paper.authors[0])].append(paper)
    several = [papers for papers in by_first.values() if len(papers) >= 3]
    chosen = [p for papers in draw.sample(several, 2) for p in papers[:3]]
    chosen += draw.sample(acl, n // 2)
    chosen += draw.sample(records["semantic_scholar"], n // 5)
    chosen += draw.sample(records["arxiv_api"], n // 10)
    chosen += draw.sample(records["bibtex"], n // 6)
    printable = [_plain(p) for p in chosen if _is_latin(p)]
    if layout.names == "chinese":
        for i in range(0, len(printable), 3):
            printable[i] = replace(printable[i], authors=draw.choice(_CHINESE))
    unique = {letters(p.title): p for p in printable}
    return [replace(p, key=f"k{i:03d}") for i, p in enumerate(unique.values())]


def _is_latin(paper: Paper) -> bool:
    said = (paper.title, paper.venue, paper.publisher, *map(str, (*paper.authors, *paper.editors)))
    return all(_LATIN.fullmatch(text) and not set(text) & _NOT_SET for text in said)


def _plain(paper: Paper) -> Paper:
    ids = {kind: value for kind, value in paper.ids.items() if kind in ("doi", "arxiv")}
    bare = replace(paper, extra={}, abstract="", keywords=(), references=(), ids=ids)
    names = tuple(Name(n.family, n.given) for n in paper.authors)
    return replace(bare, authors=names, url="" if "doi" in ids else paper.url)


# setting


def _typeset(layout: Layout, records: Mapping[str, Sequence[Paper]], seed: int) -> TypesetPaper:
    draw = random.Random(f"{seed} {layout.name}")  # a sample, no secret
    papers = _cited(layout, records, draw)
    abstracts = [p.abstract for p in records["acl_anthology"] if _LATIN.fullmatch(p.abstract)]
    body = [text for text in draw.sample(abstracts, 14) if text]
    own_title = draw.choice(records["acl_anthology"]).title
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        if layout.way in ("csl", "browser"):
            texts, in_order = _styled(layout, papers)
        else:
            texts, in_order = _by_bibtex(layout, papers, work)
        if layout.way == "browser":
            _browse(_page(layout, own_title, body, texts), work)
        else:
            _latex(_document(layout, own_title, body, texts), work, layout)
        pages = _texts(work / "paper.pdf")
    entries = [_entry(text, paper) for text, paper in zip(texts, in_order, strict=True)]
    print(f"  typeset: {layout.name}: {len(pages)} pages, {len(entries)} references", flush=True)
    return TypesetPaper(layout, tuple(pages), tuple(entries))


def _entry(text: str, paper: Paper) -> Entry:
    """What is printed of a record in `text`."""
    said, at, families = letters(text), 0, []
    title_at = said.find(letters(paper.title))
    before = said[:title_at] if title_at > 0 else said
    is_dashed = re.match(r"\W*[—–_-]", text) is not None
    for author in paper.authors:
        family = letters(author.family)
        found = before.find(family, at)
        if found >= 0 or is_dashed:
            families.append(author.family)
            at = max(found + len(family), at)
    title = paper.title if letters(paper.title) in said else ""
    year = paper.year if str(paper.year) in text else None
    doi = paper.ids.get("doi", "")
    return Entry(text, title, year, tuple(families), doi if letters(doi) in said else "")


def _styled(layout: Layout, papers: Sequence[Paper]) -> tuple[list[str], list[Paper]]:
    in_order = list(papers)
    if not layout.label:
        in_order.sort(key=lambda p: [folded(p.authors[0].family), p.year or 0, folded(p.title)])
    texts = [formatted([paper], layout.style, "text")[0] for paper in in_order]
    return [_LABEL.sub("", text) if layout.label else text for text in texts], in_order


def _by_bibtex(
    layout: Layout, papers: Sequence[Paper], work: Path
) -> tuple[list[str], list[Paper]]:
    """The entries' texts, each from a page of its own, in the order of the style."""
    (work / "paper.bib").write_text(write_bibtex(papers), encoding="utf-8")
    (work / "paper.tex").write_text(_bare(layout, is_alone=False), encoding="utf-8")
    _run([_engine(layout), "-interaction=nonstopmode", "paper.tex"], work)
    _run(["bibtex", "paper"], work)
    written = (work / "paper.bbl").read_text(encoding="utf-8", errors="replace")
    mark = (
        r"\\entry\{(k\d+)\}" if layout.way == "biblatex" else r"\\(?:bib|harvard)item.*?\{(k\d+)\}"
    )
    keys = re.findall(mark, written, re.DOTALL)
    (work / "alone.bbl").write_bytes((work / "paper.bbl").read_bytes())
    (work / "alone.tex").write_text(_bare(layout, is_alone=True), encoding="utf-8")
    for _ in range(2):
        _run([_engine(layout), "-interaction=nonstopmode", "alone.tex"], work)
    texts = [_joined(text) for text in _texts(work / "alone.pdf") if text.strip()]
    texts = [t for t in texts if letters(t) not in (letters(layout.heading), "")]
    if len(texts) != len(keys):
        raise RuntimeError(f"{layout.name}: {len(keys)} entries, {len(texts)} pages")
    by_key = {paper.key: paper for paper in papers}
    unlabelled = [t if layout.way == "biblatex" else _unlabelled(layout, t) for t in texts]
    return unlabelled, [by_key[key] for key in keys]


def _unlabelled(layout: Layout, text: str) -> str:
    return text if "round" in layout.package else _LABEL.sub("", text)


def _engine(layout: Layout) -> str:
    return "xelatex" if layout.names else "pdflatex"


def _joined(text: str) -> str:
    """A page's text on one line, words that were broken at its end put together."""
    text = re.sub(r"(?<=\w)[\ufffe\u0002\u00ad]\s*", "", text)
    return " ".join(text.split())


def _bare(layout: Layout, *, is_alone: bool) -> str:
    """A document of references alone; `is_alone`: each on its page, so wide that few words break."""
    body = r"\nocite{*}" + _bibliography(layout)
    alone = ""
    if is_alone and layout.way == "bst":
        alone = (
            r"\pagestyle{empty}\let\oldbibitem\bibitem\renewcommand\bibitem{\clearpage\oldbibitem}"
            r"\makeatletter\@ifundefined{harvarditem}{}{\let\oldharvard\harvarditem"
            r"\renewcommand\harvarditem{\clearpage\oldharvard}}\makeatother"
        )
        body = r"\thispagestyle{empty}\input{alone.bbl}"
    if is_alone and layout.way == "biblatex":
        alone = (
            r"\pagestyle{empty}\defbibenvironment{bibliography}{}{}{\clearpage\noindent}"
            r"\defbibheading{bibliography}[]{}"
        )
    return (
        _preamble(replace(layout, n_columns=1, heads=False, feet=False))
        + alone
        + "\\begin{document}\n"
        + body
        + "\n\\end{document}\n"
    )


def _bibliography(layout: Layout) -> str:
    if layout.way == "biblatex":
        return r"\printbibliography"
    return rf"\bibliographystyle{{{layout.style}}}\bibliography{{paper}}"


def _preamble(layout: Layout) -> str:
    columns = "twocolumn," if layout.n_columns == 2 else ""
    lines = [
        rf"\documentclass[{columns}10pt]{{article}}",
        r"\usepackage[margin=2cm]{geometry}",
        r"\usepackage{fancyhdr}\usepackage{url}",
    ]
    if layout.names:
        lines += [
            r"\usepackage{fontspec}\setmainfont{DejaVu Serif}[Scale=0.85]",
            r"\newfontfamily\cjk{WenQuanYi Micro Hei}",
            r"\XeTeXinterchartokenstate=1 \newXeTeXintercharclass\han",
            *(rf"\XeTeXcharclass `{c} \han" for c in sorted(set("王伟李娜张敏陈静怡刘洋"))),
            r"\XeTeXinterchartoks 0 \han {\begingroup\cjk}\XeTeXinterchartoks \han 0 {\endgroup}",
            r"\XeTeXinterchartoks 4095 \han {\begingroup\cjk}",
            r"\XeTeXinterchartoks \han 4095 {\endgroup}",
        ]
    else:
        lines += [
            r"\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{textcomp,lmodern}"
        ]
    if layout.way == "biblatex":
        lines += [
            rf"\usepackage[backend=bibtex,style={layout.style},pagetracker=false,maxbibnames=99]{{biblatex}}",
            r"\addbibresource{paper.bib}",
        ]
    lines += [layout.package, rf"\renewcommand\refname{{{layout.heading}}}"]
    return "\n".join(lines) + "\n"


def _document(layout: Layout, title: str, body: Sequence[str], texts: Sequence[str]) -> str:
    parts = [_preamble(layout)]
    head = _tex(title[:60]) if layout.heads else ""
    foot = "Copyright held by the authors. Preprint under review." if layout.feet else ""
    parts.append(
        rf"\pagestyle{{fancy}}\fancyhf{{}}\fancyhead[L]{{{head}}}\fancyfoot[L]{{\small {foot}}}"
        r"\fancyfoot[C]{\thepage}\renewcommand\headrulewidth{0pt}"
    )
    parts.append(rf"\title{{{_tex(title)}}}\author{{A. Author \and B. Author}}\date{{}}")
    parts.append(r"\begin{document}\maketitle\thispagestyle{fancy}")
    if layout.contents:
        parts.append(r"\tableofcontents")
    for i, text in enumerate(body[:10]):
        if i % 3 == 0:
            parts.append(
                rf"\section{{{('Introduction', 'Related work', 'Method', 'Results')[i // 3]}}}"
            )
        parts.append(f"{_tex(text)} {_BODY_WORDS}\n")
    if layout.way == "csl":
        parts.append(_list_of(layout, texts))
    else:
        parts.append(r"\nocite{*}" + _bibliography(layout))
    if layout.contents:
        parts.insert(-1, rf"\addcontentsline{{toc}}{{section}}{{{layout.heading}}}")
    if layout.appendix:
        parts.append(r"\appendix\section{Further results}")
        parts += [f"{_tex(text)}\n" for text in body[10:]]
    return "\n".join((*parts, r"\end{document}")) + "\n"


def _list_of(layout: Layout, texts: Sequence[str]) -> str:
    items = []
    for n, text in enumerate(texts, start=1):
        label = layout.label.replace("1", str(n))
        start = rf"\hangindent=1.5em\hangafter=1\noindent {label} "
        items.append(start + _tex(text) + r"\par")
    return rf"\section*{{{layout.heading}}}" + "\n" + "\n".join(items)


def _tex(text: str) -> str:
    said = re.sub(
        r"([&%#_{}$])", r"\\\1", text.replace("\\", "").replace("^", "").replace("~", " ")
    )
    return re.sub(r"https?://\S*", lambda m: rf"\url{{{m[0].replace(chr(92), '')}}}", said)


def _latex(source: str, work: Path, layout: Layout) -> None:
    (work / "paper.tex").write_text(source, encoding="utf-8")
    for _ in range(2):
        _run([_engine(layout), "-interaction=nonstopmode", "paper.tex"], work)


def _page(layout: Layout, title: str, body: Sequence[str], texts: Sequence[str]) -> str:
    says = html.escape
    head = f"<header>{says(title[:60])}</header>" if layout.heads else ""
    foot = "<footer>Copyright held by the authors.</footer>" if layout.feet else ""
    items = []
    for n, text in enumerate(texts, start=1):
        label = layout.label.replace("1", str(n))
        items.append(f'<p class="ref">{says(f"{label} {text}".strip())}</p>')
    appendix = "<h2>A. Further results</h2>" + "".join(f"<p>{says(t)}</p>" for t in body[10:])
    paragraphs = "".join(f"<p>{says(text)} {_BODY_WORDS}</p>" for text in body[:10])
    return (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><style>'
        "@page { size: A4; margin: 25mm 18mm } body { font: 10pt 'Liberation Serif';"
        f" text-align: justify; hyphens: auto; columns: {layout.n_columns} }}"
        " header { position: fixed; top: -12mm } footer { position: fixed; bottom: -12mm }"
        " .ref { margin: 0 0 3pt 1.5em; text-indent: -1.5em }</style>"
        f"{head}{foot}<h1>{says(title)}</h1><h2>1. Introduction</h2>{paragraphs}"
        f"<h2>{layout.heading}</h2>{''.join(items)}{appendix if layout.appendix else ''}</html>"
    )


def _browse(page: str, work: Path) -> None:
    (work / "paper.html").write_text(page, encoding="utf-8")
    _run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={work / 'profile'}", f"--print-to-pdf={work / 'paper.pdf'}",
         (work / "paper.html").as_uri()],
        work,
    )  # fmt: skip


def _run(command: Sequence[str], work: Path) -> None:
    """A program's faults show in what it leaves behind: LaTeX goes on after most of them."""
    subprocess.run(command, cwd=work, capture_output=True, timeout=180, check=False)


def _texts(path: Path) -> list[str]:
    import pypdfium2  # type: ignore[import-untyped]  # it has no types of its own

    if not path.exists():
        raise RuntimeError(f"{path.name} was not made: look at its .log")
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts
