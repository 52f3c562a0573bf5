"""PDFs that are made to break readers, and those that accidents make: name and bytes."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

from papers.pdf.made_pdfs import (
    PAGE,
    Set,
    a_paper,
    content,
    file_of,
    font,
    paragraph,
    pdf_of,
    stream,
)

_FONTS = {3: font("Helvetica"), 4: font("Helvetica-Bold")}
_ROOT = b"/Root 1 0 R"
_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_ONE = b"<</Type/Pages/Kids[10 0 R]/Count 1>>"
_TEXT = stream(content(paragraph("Hello there, reader.", at=700)))


def _with(
    catalog: bytes = _CATALOG, pages: bytes = _ONE, trailer: bytes = _ROOT, **more: bytes
) -> bytes:
    objects = {1: catalog, 2: pages, **_FONTS, 10: PAGE % 11, 11: _TEXT}
    objects |= {int(name.removeprefix("o")): body for name, body in more.items()}
    return file_of(objects, trailer)


def hostile_pdfs() -> Iterator[tuple[str, bytes]]:
    yield from _cut_and_flipped()
    yield from _trees()
    yield from _streams()
    yield from _strange()


def _cut_and_flipped() -> Iterator[tuple[str, bytes]]:
    sound = a_paper()
    for percent in range(0, 100, 5):
        yield f"cut-{percent}", sound[: len(sound) * percent // 100]
    dice = random.Random(0)
    for n in range(30):
        data = bytearray(sound)
        for _ in range(1 + n):
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        yield f"flipped-{n}", bytes(data)
    for n in range(5):
        yield f"noise-{n}", b"%PDF-1.7\n" + dice.randbytes(1000 * 10**n // 10)
    yield "twice", sound + sound
    yield "table-gone", sound[: sound.index(b"xref\n0 1")] + b"%%EOF"


def _trees() -> Iterator[tuple[str, bytes]]:
    yield "kids-are-own-parent", _with(pages=b"<</Type/Pages/Kids[2 0 R]/Count 1>>")
    yield (
        "kids-circle",
        _with(
            pages=b"<</Type/Pages/Kids[20 0 R]/Count 3>>",
            o20=b"<</Type/Pages/Parent 2 0 R/Kids[21 0 R 10 0 R]/Count 2>>",
            o21=b"<</Type/Pages/Parent 20 0 R/Kids[20 0 R 2 0 R]/Count 2>>",
        ),
    )
    deep = {f"o{n}": b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 1) for n in range(100, 5000)}
    yield "kids-5000-deep", _with(pages=b"<</Type/Pages/Kids[100 0 R]/Count 1>>", **deep)
    for count in (1_000_000, 2**31 - 1, 2**31, -1, 10**12):
        yield f"count-{count}", _with(pages=b"<</Type/Pages/Kids[10 0 R]/Count %d>>" % count)
    many = b" ".join([b"10 0 R"] * 100_000)
    yield "one-page-100000-times", _with(pages=b"<</Type/Pages/Kids[%s]/Count 100000>>" % many)
    yield "no-pages", _with(pages=b"<</Type/Pages/Kids[]/Count 0>>")
    yield "pages-null", _with(pages=b"null")
    yield "catalog-null", _with(catalog=b"null")
    yield "catalog-is-a-page", _with(catalog=PAGE % 11)
    yield "root-missing", _with(trailer=b"")
    yield "root-is-itself", _with(catalog=b"1 0 R")
    for at in (0, 9, 10**9):
        yield f"prev-{at}", _with(trailer=_ROOT + b"/Prev %d" % at)
    data = _with(trailer=_ROOT + b"/Prev 0000000000")
    place = data.rindex(b"startxref\n") + len(b"startxref\n")
    own = data[place:].split(b"\n")[0]
    yield "prev-is-itself", data.replace(b"/Prev 0000000000", b"/Prev " + own.rjust(10, b"0"))
    outline = b"<</First 30 0 R/Last 30 0 R/Count 1>>"
    item = b"<</Title(Round)/Parent 29 0 R/Next 30 0 R/First 30 0 R/Dest[10 0 R/Fit]>>"
    yield (
        "outline-circle",
        _with(catalog=b"<</Type/Catalog/Pages 2 0 R/Outlines 29 0 R>>", o29=outline, o30=item),
    )


def _streams() -> Iterator[tuple[str, bytes]]:
    bomb = zlib.compress(b"\0" * 200_000_000, 9)
    yield "bomb-flate", _with(o11=_packed(bomb, b"/FlateDecode"))
    yield (
        "bomb-flate-twice",
        _with(o11=_packed(zlib.compress(bomb, 9), b"[/FlateDecode/FlateDecode]")),
    )
    yield "bomb-of-text", _with(o11=stream(content([Set("abcdefgh " * 8, y=700)]) * 60_000))
    for name in (
        b"FlateDecode",
        b"ASCIIHexDecode",
        b"ASCII85Decode",
        b"LZWDecode",
        b"RunLengthDecode",
    ):
        filters = b"[" + b"/%s" % name * 500 + b"]"
        yield f"filters-500-{name.decode()}", _with(o11=_packed(zlib.compress(b"BT ET"), filters))
    for length in (0, -5, 2**31, 10**15):
        data = _TEXT.replace(b"/Length ", b"/Length %d/Was " % length, 1)
        yield f"length-{length}", _with(o11=data)
    yield "length-is-itself", _with(o11=_TEXT.replace(b"/Length ", b"/Length 11 0 R/Was ", 1))
    yield (
        "predictor",
        _with(
            o11=stream(b"BT ET", more=b"/DecodeParms<</Predictor 15/Columns 2147483647/Colors 32>>")
        ),
    )
    yield "q-1000000", _with(o11=stream(b"q " * 1_000_000))
    yield (
        "form-draws-itself",
        _with(
            o10=PAGE.replace(b"/Font", b"/XObject<</X 12 0 R>>/Font") % 11,
            o11=stream(b"/X Do"),
            o12=stream(
                b"/X Do /X Do",
                more=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 12 0 R>>>>",
            ),
        ),
    )
    doubling = {
        f"o{n}": stream(
            b"/X Do /X Do",
            more=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
            % (n + 1),
        )
        for n in range(40, 70)
    }
    page = PAGE.replace(b"/Font", b"/XObject<</X 40 0 R>>/Font") % 11
    yield "forms-double-30-times", _with(o10=page, o11=stream(b"/X Do"), **doubling)
    deep = b"[" * 100_000 + b"]" * 100_000
    yield "brackets-in-content", _with(o11=stream(deep + b" TJ"))
    yield "brackets-in-object", _with(o12=deep)
    yield "dicts-in-object", _with(o12=b"<</A" * 50_000 + b">>" * 50_000)


def _packed(data: bytes, filters: bytes) -> bytes:
    return b"<</Length %d/Filter %s>>stream\n%s\nendstream" % (len(data), filters, data)


def _strange() -> Iterator[tuple[str, bytes]]:
    for box in (
        b"0 0 1e30 1e30",
        b"0 0 0 0",
        b"9 9 -9 -9",
        b"0 0 200000 200000",
        b"null",
        b"(a) (b) 1 2",
    ):
        page = PAGE.replace(b"0 0 595 842", box) % 11
        yield f"box-{box.decode()}", _with(o10=page)
    for size in ("1e30", "-5", "0", "99999999999999999999"):
        lines = content([Set("Hello", y=700)]).replace(b" 10 Tf", f" {size} Tf".encode())
        yield f"size-{size}", _with(o11=stream(lines))
    yield "empty", b""
    yield "text-renamed", b"Dear reader, this is a letter.\n"
    yield "page-of-the-web", b"<!DOCTYPE html><html><body>404</body></html>"
    yield "mark-alone", b"%PDF-1.7"
    yield "mark-late", b"x" * 900 + a_paper()
    yield "no-text", pdf_of([[]])
    yield "blanks-alone", pdf_of([[Set("   ", y=700)]])
    yield (
        "escape-codes",
        pdf_of(
            [[Set("\x1b[31mred\x07 \x9b2J", y=700), Set("[bold]markup[/bold]", 20, y=740)]],
            {"Title": "\x1b]0;owned\x07"},
        ),
    )
    for action in (
        b"JavaScript/JS(app.alert(1))",
        b"Launch/F(/bin/sh)",
        b"URI/URI(http://127.0.0.1:9/)",
    ):
        catalog = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/%s>>>>" % action
        yield f"opens-{action[:6].decode()}", _with(catalog=catalog)
    for version, bits in ((1, 40), (2, 128), (5, 256), (99, 1)):
        lock = b"<</Filter/Standard/V %d/R 3/Length %d/P -1/O(%s)/U(%s)>>" % (
            version, bits, b"o" * 32, b"u" * 32,
        )  # fmt: skip
        yield (
            f"locked-{version}",
            _with(
                trailer=_ROOT + b"/Encrypt 31 0 R/ID[(aaaaaaaaaaaaaaaa)(aaaaaaaaaaaaaaaa)]",
                o31=lock,
            ),
        )
    yield "locked-by-itself", _with(trailer=_ROOT + b"/Encrypt 31 0 R", o31=b"31 0 R")
    yield "font-null", _with(o3=b"null")
    yield "font-is-a-page", _with(o3=PAGE % 11)
    to_unicode = stream(b"begincmap 1 beginbfrange <00> <ff> <D800> endbfrange endcmap")
    yield (
        "lone-surrogates",
        _with(o3=font("Helvetica").replace(b">>", b"/ToUnicode 13 0 R>>"), o13=to_unicode),
    )
    yield "name-of-100000", _with(o12=b"/" + b"a" * 100_000)
    yield "string-never-ends", _with(o12=b"(" * 100_000)
    yield "number-of-100000", _with(o12=b"9" * 100_000)
    yield (
        "object-streams-circle",
        _with(o12=stream(b"13 0 14 3 1 1", more=b"/Type/ObjStm/N 2/First 8/Extends 12 0 R")),
    )
    yield "long-title", pdf_of([[Set("Hello", y=700)]], {"Title": "x" * 1_000_000})
    wide = [Set("word " * 20_000, 20, y=700), *paragraph(*["Abstract of nothing"] * 3000, at=650)]
    yield "one-line-of-100000", pdf_of([wide])
