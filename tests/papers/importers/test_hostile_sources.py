"""Files of every source that are broken, or made to break what reads them.

Nothing but records, refusals and InputError comes out, in bounded time and memory. The files are made
here: over 2,000 with a field changed, over 700 cut or damaged, and 75 with a bomb.
"""

from __future__ import annotations

import copy
import json
import math
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tenfold.errors import InputError
from tenfold.papers.importers.acl_xml import ACL_XML
from tenfold.papers.importers.arxiv import ARXIV
from tenfold.papers.importers.crossref import CROSSREF
from tenfold.papers.importers.importer import Importer, Read, Refused
from tenfold.papers.importers.jats import JATS
from tenfold.papers.importers.openalex import OPENALEX
from tenfold.papers.importers.semantic_scholar import SEMANTIC_SCHOLAR
from tenfold.papers.record import Paper

_SECONDS = 10.0
_MEMORY_KB = 512 << 10
_IMPORTERS = (ACL_XML, ARXIV, CROSSREF, JATS, OPENALEX, SEMANTIC_SCHOLAR)
_ODD: tuple[Any, ...] = (
    None, True, 7, -1, 10**400, 1e308, math.nan, math.inf, "", "x", "\x00\ud800\u202e", [], [None], [[[]]],
    [{}], {}, {"a": {}}, "9" * 5000, [1, "a", {"b": None}, [2]], {"DOI": [], "title": 3},
)  # fmt: skip

_WORKS: dict[str, tuple[Importer, dict[str, Any]]] = {
    "crossref": (
        CROSSREF,
        {
            "DOI": "10.1000/1", "title": ["T"], "subtitle": ["S"], "type": "journal-article",
            "author": [{"family": "A", "given": "B", "ORCID": "x/1", "suffix": "Jr",
                        "affiliation": [{"name": "C"}]}],
            "editor": [{"name": "D"}], "issued": {"date-parts": [[2020, 1, 2]]}, "container-title": ["J"],
            "volume": "1", "issue": "2", "page": "3-4", "publisher": "P", "abstract": "<jats:p>x</jats:p>",
            "subject": ["s"], "ISBN": ["9781003134046"], "URL": "https://example.org", "ISSN": ["1"],
            "is-referenced-by-count": 3, "event": {"name": "E"}, "language": "en", "publisher-location": "L",
            "updated-by": [{"type": "retraction", "DOI": "10.1000/2", "updated": {"date-parts": [[2021]]}}],
            "update-to": [{"type": "x", "DOI": "y"}], "license": [{"URL": "u"}],
            "relation": {"has-preprint": [{"id": "10.1000/3"}]},
            "reference": [{"DOI": "10.1000/4", "article-title": "R", "year": "1999", "unstructured": "raw"}],
        },
    ),
    "openalex": (
        OPENALEX,
        {
            "id": "https://openalex.org/W1", "title": "T", "display_name": "T", "publication_year": 2020,
            "publication_date": "2020-01-02", "type": "article", "type_crossref": "x", "language": "en",
            "ids": {"doi": "10.1000/1", "pmid": "5"}, "doi": "10.1000/1", "is_retracted": True,
            "primary_location": {"landing_page_url": "u", "license": "l",
                                 "source": {"display_name": "J", "host_organization_name": "P", "issn_l": "1"}},
            "locations": [{"landing_page_url": "https://arxiv.org/abs/2106.09685"}],
            "biblio": {"volume": "1", "issue": "2", "first_page": "3", "last_page": "4"},
            "open_access": {"is_oa": True, "oa_status": "gold", "oa_url": "u"}, "cited_by_count": 3,
            "authorships": [{"author": {"display_name": "A B", "orcid": "o"}, "raw_author_name": "A",
                             "institutions": [{"display_name": "I"}]}],
            "keywords": [{"display_name": "k"}], "referenced_works": ["https://openalex.org/W2"],
            "abstract_inverted_index": {"a": [0, 2], "b": [1]},
        },
    ),
    "s2": (
        SEMANTIC_SCHOLAR,
        {
            "paperId": "a" * 40, "title": "T",
            "externalIds": {"DOI": "10.1000/1", "CorpusId": 5, "PubMed": "6"},
            "url": "u", "abstract": "x", "venue": "V", "year": 2020, "publicationDate": "2020-01-02",
            "publicationVenue": {"type": "conference"}, "publicationTypes": ["Review"], "citationCount": 3,
            "journal": {"name": "J", "volume": "1", "pages": "3 - 4"}, "fieldsOfStudy": ["f"],
            "isOpenAccess": True, "openAccessPdf": {"url": "u"}, "contexts": ["c"], "intents": ["i"],
            "authors": [{"name": "A B", "externalIds": {"ORCID": "o"}, "affiliations": ["I"]}],
            "citations": [{"paperId": "b" * 40, "title": "U"}],
            "references": [{"paperId": "c" * 40, "title": "R", "year": 1999, "externalIds": {}}],
        },
    ),
}  # fmt: skip
_ACL = (
    b"<collection id='P18'><volume id='1'><meta><booktitle>B</booktitle><year>2018</year></meta>"
    b"<paper id='1'><title>T</title><author><first>A</first><last>B</last></author></paper>"
    b"</volume></collection>"
)
_ARXIV = (
    b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>http://arxiv.org/abs/2106.09685</id>"
    b"<title>T</title><summary>S</summary><author><name>A B</name></author></entry></feed>"
)
_JATS = (
    b"<article><front><article-meta><title-group><article-title>T</article-title></title-group>"
    b"<contrib-group><contrib><name><surname>A</surname></name></contrib></contrib-group></article-meta></front>"
    b"<body><p>P</p></body><back><ref-list><ref><mixed-citation>R</mixed-citation></ref></ref-list></back></article>"
)
_XML: dict[str, tuple[Importer, bytes]] = {
    "acl": (ACL_XML, _ACL),
    "arxiv": (ARXIV, _ARXIV),
    "jats": (JATS, _JATS),
}


def _survives(importer: Importer, path: Path) -> list[Read | Refused]:
    """Read a file to its end; what comes can be shown, stored and printed."""
    began = time.monotonic()
    importer.recognises(path, path.read_bytes()[:65536])
    try:
        records = list(importer.read(path))
    except InputError:
        return []
    assert time.monotonic() - began < _SECONDS
    for record in records:
        if isinstance(record, Read):
            stored = json.dumps(record.paper.to_content(), ensure_ascii=False, allow_nan=False)
            stored.encode("utf-8")
            assert "\\u0000" not in stored
            assert Paper.from_content(record.paper.to_content()) == record.paper
            assert record.paper.title
        else:
            assert record.reason
            assert len(record.excerpt) < 300
            (record.where + record.reason + record.excerpt).encode("utf-8")
    return records


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value within a value."""
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from _places(value[key], (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _places(item, (*path, i))


def _changed(work: dict[str, Any], path: tuple[Any, ...], odd: Any) -> dict[str, Any]:
    changed = copy.deepcopy(work)
    inner: Any = changed
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = odd
    return changed


@pytest.mark.parametrize("source", _WORKS)
def test_any_value_in_any_field_leaves_the_other_records(tmp_path, source):
    """Each field at each depth, with each odd value, as one line beside one that is whole."""
    importer, work = _WORKS[source]
    path = tmp_path / "answers.jsonl"
    n_files = 0
    for place in _places(work):
        for odd in _ODD:
            with path.open("w", encoding="utf-8", errors="surrogatepass") as file:
                file.write(json.dumps(_changed(work, place, odd)) + "\n" + json.dumps(work) + "\n")
            records = _survives(importer, path)
            assert isinstance(records[-1], Read), (place, odd)
            assert len(records) >= 2
            n_files += 1
    assert n_files > 500


@pytest.mark.parametrize("source", _WORKS)
def test_an_answer_of_any_shape(tmp_path, source):
    importer, work = _WORKS[source]
    path = tmp_path / "answer.json"
    for odd in _ODD:
        for answer in (odd, [odd], {"results": odd}, {"message": odd}, {"message": {"items": odd}},
                       {"data": odd}, {"papers": odd}, {"data": [{"citingPaper": odd}]}):  # fmt: skip
            path.write_text(json.dumps(answer), encoding="utf-8")
            _survives(importer, path)
    path.write_text(json.dumps(work), encoding="utf-8")
    assert isinstance(_survives(importer, path)[0], Read)


def _laughing() -> bytes:
    """Ten to the ninth of one word."""
    more = b"".join(b"<!ENTITY l%d '%s'>" % (n + 1, b"&l%d;" % n * 10) for n in range(9))
    return b"<!DOCTYPE x [<!ENTITY l0 'lol'>" + more + b"]>"


def _titled(text: bytes, title: bytes) -> bytes:
    return text.replace(b">T<", b">" + title + b"<")


_OUTSIDE = b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
_PARAMETER = b"<!DOCTYPE x [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>"
_MANY = b" ".join(b"a%d='x'" % n for n in range(50_000))

_XML_BOMBS: dict[str, Callable[[bytes], bytes]] = {
    "laughs": lambda text: _laughing() + _titled(text, b"&l9;"),
    "laughs in an attribute": lambda text: _laughing() + text.replace(b"><", b" x='&l9;'><", 1),
    "outside": lambda text: _OUTSIDE + _titled(text, b"&e;"),
    "dtd": lambda text: b"<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>" + text,
    "parameter": lambda text: _PARAMETER + text,
    "quadratic": lambda text: b"<!DOCTYPE x [<!ENTITY q '" + b"q" * 100_000 + b"'>]>"
    + _titled(text, b"&q;" * 10_000),
    "deep": lambda text: _titled(text, b"<i>" * 100_000),
    "wide": lambda text: _titled(text, b"<i/>" * 3_000_000),
    "wide within": lambda text: _titled(text, b"T" + b"<i/>" * 900_000),
    "long": lambda text: _titled(text, b"T" * 20_000_000),
    "attributes": lambda text: text.replace(b"><", b" " + _MANY + b"><", 1),
    "nul": lambda text: _titled(text, b"T\x00"),
    "no such encoding": lambda text: b"<?xml version='1.0' encoding='no-such'?>" + text,
    "utf-16": lambda text: text.decode().encode("utf-16"),
    "wrong utf-8": lambda text: _titled(text, b"\xff\xfe\xc4"),
    "namespaces": lambda text: _titled(text, b"<a:b xmlns:a='x'>T</a:b>"),
    "comments": lambda text: _titled(text, b"<!-- x --><?y z?>" * 100_000 + b"T"),
    "paper in paper": lambda text: text.replace(b"<title>", b"<paper><title>U</title></paper><title>"),
}  # fmt: skip
_OTHER_BOMBS: dict[str, Callable[[], bytes]] = {
    "lists": lambda: b"[" * 100_000,
    "closed lists": lambda: b"[" * 100_000 + b"]" * 100_000,
    "objects": lambda: b'{"a":' * 100_000,
    "messages": lambda: b'[{"message":' * 100_000,
    "items": lambda: b'{"message":{"items":[' * 100_000,
    "digits": lambda: b'{"DOI":"10.1000/1","title":["T"],"volume":' + b"9" * 1_000_000 + b"}",
    "commas": lambda: b"[" + b"{}," * 5_000_000 + b"{}]",
    "lines": lambda: b"{}\n" * 100_000,
    "one long line": lambda: b'{"title":"' + b"x" * 20_000_000 + b'"}\n{"title":"y"}\n',
    "keys": lambda: json.dumps({f"k{n}": n for n in range(300_000)}).encode(),
    "places": lambda: json.dumps(
        {
            "id": "https://openalex.org/W1",
            "title": "T",
            "abstract_inverted_index": {"a": [10**9] * 90_000},
        }
    ).encode(),
    "empty": lambda: b"",
    "blank": lambda: b" \n" * 1000,
    "zeros": lambda: b"\x00" * 1_000_000,
    "bom": lambda: b"\xef\xbb\xbf{}",
    "surrogates": lambda: b'{"DOI":"10.1000/1","paperId":"x","title":"\\ud800\\u0000T"}',
    "marks": lambda: json.dumps(
        {
            "DOI": "10.1000/1",
            "paperId": "x",
            "title": "<jats:p " * 200_000,
            "abstract": "<" * 500_000,
        }
    ).encode(),
    "open marks": lambda: json.dumps(
        {"DOI": "10.1000/1", "title": ["T"], "abstract": "<p " + "x " * 1_000_000 + "<p" * 300_000}
    ).encode(),
    "names": lambda: json.dumps(
        {"paperId": "x", "title": "T", "authors": [{"name": "a " * 200_000}, {"name": ", , ,"}]}
    ).encode(),
    "page": lambda: b"<!DOCTYPE html><html><body>Please log in</body></html>",
    "pdf": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 100,
}
_BOMBS: dict[str, Callable[[], bytes]] = {
    **{
        f"{source}: {name}": partial(make, text)
        for source, (_, text) in _XML.items()
        for name, make in _XML_BOMBS.items()
    },
    **_OTHER_BOMBS,
}


@pytest.mark.parametrize("name", _BOMBS)
def test_a_bomb_is_read_or_refused_in_bounded_time(tmp_path, name):
    path = tmp_path / "file.xml"
    path.write_bytes(_BOMBS[name]())
    for importer in _IMPORTERS:
        _survives(importer, path)


@pytest.mark.parametrize("name", _XML)
def test_entities_are_refused_and_nothing_of_the_machine_is_read(tmp_path, name):
    importer, text = _XML[name]
    secret = tmp_path / "secret"
    secret.write_text("canary-7f3a")
    path = tmp_path / "file.xml"
    doctype = f"<!DOCTYPE x [<!ENTITY e SYSTEM 'file://{secret}'>]>".encode()
    path.write_bytes(doctype + text.replace(b">T<", b">&e;<"))
    (refused,) = _survives(importer, path)
    assert isinstance(refused, Refused)
    assert "declares entities" in refused.reason
    assert "canary" not in str(refused)


@pytest.mark.parametrize("name", [*_XML, *_WORKS])
def test_a_file_cut_or_damaged_anywhere(tmp_path, name):
    """Cuts at 60 places, and 60 with one byte changed; the odds that a change does nothing are no matter."""
    importer, whole = _XML.get(name) or (_WORKS[name][0], json.dumps(_WORKS[name][1]).encode())
    dice = random.Random(7)
    path = tmp_path / "file.dat"
    for _ in range(60):
        at = dice.randrange(len(whole))
        path.write_bytes(whole[:at])
        _survives(importer, path)
        path.write_bytes(whole[:at] + bytes([dice.randrange(256)]) + whole[at + 1 :])
        _survives(importer, path)


_READ_ALL = """
import importlib, pathlib, sys
path = pathlib.Path(sys.argv[1])
for name in ("acl_xml", "arxiv", "crossref", "jats", "openalex", "semantic_scholar"):
    module = importlib.import_module(f"tenfold.papers.importers.{name}")
    for record in getattr(module, name.upper()).read(path):
        pass
status = pathlib.Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize(
    "name",
    [
        "acl: wide within",
        "arxiv: attributes",
        "jats: wide within",
        "jats: wide",
        "acl: long",
        "commas",
        "keys",
    ],
)
def test_memory_stays_bounded(tmp_path, name):
    """The peak of a process of its own, libxml2's memory with it; 512 MB is what reliability allows."""
    path = tmp_path / "file.xml"
    path.write_bytes(_BOMBS[name]())
    command = [sys.executable, "-c", _READ_ALL, str(path)]
    peak = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    assert int(peak) < _MEMORY_KB


def test_what_is_no_file_is_said_in_words(tmp_path):
    for importer in _IMPORTERS:
        for path in (tmp_path / "none.xml", tmp_path, Path("nul\x00name")):
            with pytest.raises(InputError) as caught:
                list(importer.read(path))
            assert caught.value.code == "TF-PAPER-FILE"
