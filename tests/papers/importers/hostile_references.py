"""Hostile reference files, made from a seed: what people, programs and attackers hand in as bibliographies."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

__all__ = ["SEED", "hostile_files"]

SEED = 20_260_107
N_DAMAGED = 30  # of each format

GOOD = {
    ".bib": '@article{good,\n  title = {A Good {P}aper},\n  author = "Gödel, Kurt",\n  year = 1931,\n}\n',
    ".ris": "TY  - JOUR\nTI  - A Good Paper\nAU  - Gödel, Kurt\nPY  - 1931\nER  - \n",
    ".json": json.dumps({"type": "book", "title": "A Good Paper", "author": [{"family": "Gödel"}]})
    + "\n",
}


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """Name with the format's ending, and content."""
    for name, text in _bibtex():
        yield f"{name}.bib", text if isinstance(text, bytes) else text.encode()
    for name, text in _ris():
        yield f"{name}.ris", text if isinstance(text, bytes) else text.encode()
    for name, text in _csl():
        yield f"{name}.json", text if isinstance(text, bytes) else text.encode()
    yield from _damaged()


def _bibtex() -> Iterator[tuple[str, str | bytes]]:
    good = GOOD[".bib"]
    entry: Callable[[str], str] = lambda fields: f"@book{{k, title={{T}}, {fields}}}\n"  # noqa: E731
    yield "unclosed_brace", "@book{k, title={T\n" + good
    yield "unclosed_quote", '@book{k, title="T\n' + good
    yield "unclosed_forever", "@book{k, title={" + "x" * 3_000_000
    yield "nested_100k", entry("note={" + "{" * 100_000 + "}" * 100_000 + "}") + good
    yield "nested_100k_open", entry("note={" + "{" * 100_000) + good
    yield "nested_40", entry("note={" + r"\emph{" * 40 + "}" * 40 + "}")
    yield "nested_150_title", "@book{k, title={" + r"\emph{" * 150 + "}" * 150 + "}}"
    yield "string_circle", "@string{a = b}\n@string{b = a}\n@book{k, title=a}\n" + good
    yield "string_itself", "@string{a = a # a}\n@book{k, title=a}\n" + good
    doubled = "".join(f"@string{{s{n + 1} = s{n} # s{n}}}\n" for n in range(60))
    yield "string_laughs", f"@string{{s0 = {{ha}}}}\n{doubled}@book{{k, title=s60}}\n{good}"
    yield (
        "string_long_sum",
        "@string{s={" + "x" * 100_000 + "}}\n" + entry("note=s" + " # s" * 50_000),
    )
    yield "crossref_circle", "@book{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref=a}\n"
    yield "crossref_itself", "@book{a, title={A}, crossref={a}}\n" + good
    chain = "".join(f"@book{{k{n}, title={{T}}, crossref={{k{n + 1}}}}}\n" for n in range(3_000))
    yield "crossref_chain", chain
    yield "xdata_many", "".join(f"@xdata{{x{n}, xdata={{x{n + 1},x{n + 2}}}}}\n" for n in range(40))
    three = "".join(f"@xdata{{x{n}, xdata={{x{n + 1},x{n + 2},x{n + 3}}}}}\n" for n in range(18))
    yield "xdata_three", three + entry("xdata={x0}") + good
    yield "xdata_wide", entry("xdata={" + ",".join(f"x{n}" for n in range(10_000)) + "}")
    yield "nul", "@book{k, title={a\0b}}\n" + good
    yield "only_nul", b"\0" * 100_000
    yield "latin", "@book{k, title={Müller}}\n".encode("latin-1") + good.encode()
    yield "utf16", ("\ufeff" + good).encode("utf-16-le")
    yield "utf16_cut", ("\ufeff" + good).encode("utf-16-le")[:-3]
    yield "gbk_undeclared", "@book{k, title={中文题目}}\n".encode("gbk")
    yield "declared_wrong", b"% Encoding: utf-7\n" + good.encode()
    yield "declared_unknown", b"% Encoding: klingon\n@book{k, title={\xff}}\n"
    yield "declared_codec", b"% Encoding: zip\n@book{k, title={\xff\xfe}}\n"
    yield "declared_rot13", b"% Encoding: rot13\n@book{k, title={\xff\xfe}}\n"
    yield "cut_at_end", good + good[: len(good) // 2]
    yield "duplicate_keys", good * 50
    yield "duplicate_fields", entry("note={a}, note={b}, NOTE={c}") + good
    yield "at_in_abstract", entry("abstract={mail me@here.org, @article{x, see\n@ home}") + good
    yield "at_line_in_abstract", entry("abstract={see\n@article{x, title={y}}\n}") + good
    yield "long_line", "x" * 5_000_000 + "\n" + good
    yield "long_line_entry", entry("note={" + "word " * 150_000 + "}") + good
    yield "many_fields", entry(", ".join(f"f{n}={{v}}" for n in range(20_000))) + good
    yield "many_entries_one_line", "".join(f"@book{{k{n}, title={{T}}}} " for n in range(5_000))
    yield "ats", "@" * 200_000 + good
    yield "at_blanks", ("@" + " " * 500) * 500 + "\n" + good
    yield "at_words", "@" + "a" * 500_000 + "\n" + good
    yield "authors_20k", entry("author={" + " and ".join(["A, B"] * 20_000) + "}") + good
    yield "author_ands", entry("author={" + "and " * 20_000 + "}") + good
    yield "author_commas", entry("author={" + ",".join("abc" * 1_000) + "}") + good
    yield "author_one_long", entry("author={" + "a" * 300_000 + "}") + good
    yield "accents", entry("note={x}").replace("{T}", "{" + "\\'" * 50_000 + "}")
    yield "accents_2", entry("note={x}").replace("{T}", "{" + r"\'{\i}" * 50_000 + "}")
    yield "commands", entry("note={x}").replace("{T}", "{" + r"\foo{x}" * 50_000 + "}")
    yield "commands_open", entry("note={x}").replace("{T}", "{" + r"\foo[" * 50_000 + "}")
    yield "dollars", entry("note={x}").replace("{T}", "{" + "$" * 99_999 + "}")
    yield "maths_open", entry("note={x}").replace("{T}", "{" + r"\(" * 100_000 + "}")
    yield "backslashes", entry("note={x}").replace("{T}", "{" + "\\" * 25_000 + " }")
    yield "escaped_braces", entry("note={x}").replace("{T}", "{" + r"\{" * 100_000 + "}")
    yield "dashes", entry("note={x}").replace("{T}", "{" + "-" * 100_000 + "}")
    yield "paragraphs", entry("abstract={" + "\n \n" * 50_000 + "}")
    yield "spaces", entry("note=" + " " * 400_000 + "{x}")
    yield "keywords", entry("keywords={" + "a,{b}," * 50_000 + "}")
    yield "keywords_open", entry('keywords="' + "{,}" * 50_000 + '"')
    yield "date_long", entry("date={" + "9" * 100_000 + "}, year={" + "9" * 100_000 + "}")
    yield "doi_long", entry("doi={10.1234/" + "(" * 50_000 + ")." * 50_000 + "}")
    yield "url_long", entry("url={https://arxiv.org/abs/" + "a" * 100_000 + "}")
    yield "eprint_odd", entry("eprint={../../etc/passwd}, eprinttype={arxiv}")
    yield "no_key", "@book{title={T}}\n@book{, title={T}}\n@book{}\n@book()\n" + good
    yield "no_type", "@{k, title={T}}\n" + good
    yield "type_odd", "@日本{k, title={T}}\n@" + "b" * 5_000 + "{k, title={T}}\n" + good
    yield (
        "names_odd",
        "@book{k, ti tle={T}, =={x}, %x={y}, title={T}, ENTRYTYPE={z}, ti\0tle={q}}\n" + good,
    )
    yield "type_field", entry("csltype={../../x}") + good
    yield "parens", "@book(k, title={T (a)}, note={)})\n@string(x = {y})\n" + good
    yield "bare_values", "@book{k, title=foo, year=1999, month=jan # feb, note={a}{b}}\n" + good
    yield "hashes", entry("note=" + "#" * 100_000) + good
    yield (
        "preamble_comment",
        "@preamble{{a}}\n@comment{@book{x, title={y}}}\n@comment jabref\n" + good,
    )
    yield "formula", entry("note={=cmd|' /C calc'!A0}") + good
    yield "script", entry("abstract={<script>alert(1)</script>\u202e\u200b}") + good
    yield "cr_only", good.replace("\n", "\r")
    yield "empty", ""
    yield "blank", " \n" * 1_000
    yield "binary", bytes(range(256)) * 400
    yield "braces_only", "}" * 200_000 + "\n" + good
    yield "quotes_only", entry('note="' + '"' * 10_001) + good


def _ris() -> Iterator[tuple[str, str | bytes]]:
    good = GOOD[".ris"]
    yield "no_end", good.replace("ER  - \n", "") * 3
    yield "no_type", "TI  - A\nER  - \n" + good
    yield "only_ends", "ER  - \n" * 10_000 + good
    yield "nul", "TY  - JOUR\nTI  - a\0b\nER  - \n" + good
    yield "latin", good.encode("latin-1") + good.encode()
    yield "utf16", ("\ufeff" + good).encode("utf-16-be").replace(b"\xfe\xff", b"\xfe\xff", 1)
    yield "long_line", "TY  - JOUR\nAB  - " + "x" * 5_000_000 + "\nER  - \n" + good
    yield "many_lines", "TY  - JOUR\nTI  - T\n" + "KW  - k\n" * 200_000 + "ER  - \n" + good
    yield "goes_on", "TY  - JOUR\nAB  - a\n" + "more\n" * 20_000 + "ER  - \n" + good
    yield (
        "many_tags",
        "TY  - JOUR\n"
        + "".join(f"{a}{b}  - v\n" for a in "ABCDEFGHIJ" for b in "QRSTUV012")
        + "ER  - \n",
    )
    yield "dates", "TY  - JOUR\nTI  - T\nPY  - 9999999/99/99\nDA  - /////\nY1  - 0000\nER  - \n"
    yield "commas", "TY  - JOUR\nTI  - T\nAU  - " + "," * 100_000 + "\nER  - \n"
    yield "nested", "TY  - TY  - JOUR\nTI  - ER  - \nER  - \n" + good
    yield "cut", good + good[: len(good) // 2]
    yield "binary", bytes(range(256)) * 400
    yield "empty", ""


def _csl() -> Iterator[tuple[str, str | bytes]]:
    good = GOOD[".json"].strip()
    yield "deep_lists", "[" * 200_000
    yield "deep_objects", '{"a":' * 200_000
    yield "deep_value", f'[{{"title": "T", "x": {"[" * 900}{"]" * 900}}}, {good}]'
    yield "deep_closed", f'[{{"title": "T", "x": {"[" * 100_000}{"]" * 100_000}}}, {good}]'
    yield "nan", f'[{{"title": "T", "volume": NaN, "issue": -Infinity, "page": 1e999}}, {good}]'
    yield "big_number", f'[{{"title": "T", "volume": {"9" * 10_000}}}, {good}]'
    yield "surrogate", f'[{{"title": "\\ud800"}}, {good}]'
    yield "nul", f'[{{"title": "a\\u0000b"}}, {good}]'
    yield "raw_nul", f'[{{"title": "a\0b"}}, {good}]'
    yield (
        "wrong_types",
        '[{"title": 5, "author": "x", "issued": [], "DOI": {}, "custom": [], "id": {}}]',
    )
    yield "names_odd", '[{"title": "T", "author": [1, null, {"family": [1]}, {"given": {}}, {}]}]'
    yield (
        "dates_odd",
        '[{"title": "T", "issued": {"date-parts": [[null, "x"], 3]}}, {"title": "U"}]',
    )
    yield "duplicate_keys", '[{"title": "T", "title": "U"}]'
    yield "long_item", f'[{{"title": "{"x" * 3_000_000}"}}, {good}]'
    yield "many_broken", "[" + '{"title": },' * 50_000 + good + "]"
    yield "cut", f"[{good}, {good[:20]}"
    yield "latin", f"[{good}]".encode("latin-1")
    yield "utf16", f"[{good}]".encode("utf-16")
    yield "not_json", "title: T"
    yield "scalars", '[1, null, true, "x", [], {}]'
    yield "scalar", "42"
    yield "unclosed_items", '{"items": [' + good
    yield "items_object", '{"items": {"a": 1}}'
    yield "commas", "[" + "," * 200_000 + good + "]"
    yield "keywords", '[{"title": "T", "keyword": [1, {}, "a"]}]'
    yield "binary", bytes(range(256)) * 400
    yield "empty", ""


def _damaged() -> Iterator[tuple[str, bytes]]:
    """Good files with bytes changed, cut out, doubled and swapped."""
    dice = random.Random(SEED)
    for ending, good in GOOD.items():
        whole = (f"[{','.join([good] * 8)}]" if ending == ".json" else good * 8).encode()
        for n in range(N_DAMAGED):
            yield f"damaged_{n}{ending}", _damage(whole, dice)


def _damage(whole: bytes, dice: random.Random) -> bytes:
    content = bytearray(whole)
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(content))
        match dice.randrange(4):
            case 0:
                content[at] = dice.choice(b'{}"@\\#,=\0\xff-[]:\n')
            case 1:
                del content[at : at + dice.randint(1, 40)]
            case 2:
                content[at:at] = content[at : at + dice.randint(1, 60)]
            case _:
                content[at:at] = bytes(dice.choice(b'{}"@\\#=[]\r\n') for _ in range(5))
    return bytes(content)
