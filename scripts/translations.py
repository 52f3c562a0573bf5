"""Keep the catalogues of messages up to date: extract from the sources, merge, compile.

    python scripts/translations.py            # writes tenfold.pot, zh/.../tenfold.po and tenfold.mo
    python scripts/translations.py --check    # only says what is missing or stale; exit status 1

New messages arrive empty in the .po: write their translation there and run this again. Named fields
such as {n} must stay as they are. (Not called locale.py: that would hide Python's own module.)
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCES = Path(__file__).resolve().parents[1] / "src" / "tenfold"
LOCALE = SOURCES / "locale"
METHODS = [("**.py", "python"), ("**.j2", "jinja2")]
LANGUAGES = ("zh",)
WORDED = "worded"
"""The context of what `tenfold.wording.worded` makes: `tenfold.retelling` looks for these alone."""


def extracted() -> Catalog:
    """Every message in the sources, with the files (no line numbers: they change too often)."""
    catalog = Catalog(project="tenfold", charset="utf-8")
    found = extract_from_dir(
        SOURCES, METHODS, options_map={"**.j2": {"encoding": "utf-8"}}, strip_comment_tags=True
    )
    for filename, _line, message, comments, context in sorted(found, key=lambda f: (f[0], f[1])):
        if message:
            where = [(f"src/tenfold/{Path(filename).as_posix()}", None)]
            catalog.add(message, None, where, auto_comments=comments, context=context)
    for path in sorted(SOURCES.rglob("*.py")):
        where = [(f"src/tenfold/{path.relative_to(SOURCES).as_posix()}", None)]
        for template in said_in(ast.parse(path.read_text(encoding="utf-8"))):
            catalog.add(template, None, where, context=WORDED)
    return catalog


def said_in(tree: ast.AST) -> Iterator[str]:
    """The templates of `tenfold.wording.worded`: its first argument, both of them where ``if`` chooses one.

    >>> list(said_in(ast.parse('worded("one row" if n == 1 else "{n} rows", n=n)')))
    ['one row', '{n} rows']
    """
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "worded"
        ):
            yield from _texts(node.args[0])


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        raise ValueError(
            f"line {node.lineno}: worded() needs its template as it is: {ast.unparse(node)}"
        )


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "tenfold.po"


def merged(language: str, template: Catalog) -> Catalog:
    """The translations there are, for the messages of `template`; what is no longer said goes."""
    path = po_path(language)
    known = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as stream:
            known = read_po(stream, locale=language)
    catalog = Catalog(locale=language, project="tenfold", charset="utf-8")
    for message in template:
        if message.id:
            old = known.get(message.id, message.context)
            catalog.add(
                message.id,
                old.string if old is not None and not old.fuzzy else None,
                message.locations,
                flags=message.flags,
                context=message.context,
            )
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    stream = io.BytesIO()
    write_po(stream, catalog, width=100, omit_header=True, sort_output=True)
    header = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return header + stream.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """The compiled catalogue, without dates: the same translations give the same bytes."""
    plain = Catalog(locale=catalog.locale, fuzzy=False, header_comment="")
    for message in catalog:
        if message.id and message.string:
            plain.add(message.id, message.string, context=message.context)
    stream = io.BytesIO()
    write_mo(stream, plain)
    # Babel writes today's date into the header of the .mo.
    date = rb"\d{4}-\d\d-\d\d \d\d:\d\d[+-]\d{4}"
    return re.sub(date, b"2026-01-01 00:00+0000", stream.getvalue())


def fields(text: str) -> set[str]:
    """The named fields of a message.

    >>> sorted(fields("{low} to {high:.2f}"))
    ['high', 'low']
    """
    return set(re.findall(r"\{(\w+)[^}]*\}", text))


def problems() -> list[str]:
    """What is untranslated, has lost a field, or is stale; empty when all is well."""
    template = extracted()
    found = []
    if (LOCALE / "tenfold.pot").read_bytes() != po_bytes(template):
        found.append("tenfold.pot is not what the sources say")
    for language in LANGUAGES:
        catalog = merged(language, template)
        for message in catalog:
            if not message.id:
                continue
            if not message.string:
                found.append(f"{language}: not translated: {message.id!r}")
            elif fields(message.id) != fields(message.string):
                found.append(f"{language}: other fields than in English: {message.id!r}")
        if po_path(language).read_bytes() != po_bytes(catalog):
            found.append(f"{language}: tenfold.po is stale")
        if po_path(language).with_suffix(".mo").read_bytes() != mo_bytes(catalog):
            found.append(f"{language}: tenfold.mo is not what tenfold.po says")
    return found


def write() -> None:
    template = extracted()
    (LOCALE / "tenfold.pot").write_bytes(po_bytes(template))
    for language in LANGUAGES:
        catalog = merged(language, template)
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(catalog))
        path.with_suffix(".mo").write_bytes(mo_bytes(catalog))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    if not parser.parse_args().check:
        write()
    found = problems()
    print("\n".join(found) or "Every message is translated and compiled.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
