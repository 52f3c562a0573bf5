"""Data in bounded memory: columns as bytes, files in blocks, digests in batches; the same as all at once."""

from __future__ import annotations

import codecs
import copy
import gzip
import json
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenfold.data import catalog, row_digests
from tenfold.data.delimited import Dialect, RecordReader, parse_delimited
from tenfold.data.encoding import decode
from tenfold.data.json_lines import JsonLines
from tenfold.data.options import ReadOptions
from tenfold.data.reading import read_files, read_table
from tenfold.data.row_digests import digests_of_rows, version_digest
from tenfold.data.text_column import TextColumn, TextColumnBuilder
from tenfold.data.text_file import TextFile
from tenfold.errors import DataError, TenfoldError
from tenfold.store.digests import canonical_json, digest_bytes, digest_file
from tenfold.store.workspace import Workspace

odd = st.text(
    st.one_of(
        st.sampled_from(
            ["\0", "\n", "\r", "\t", '"', "\\", "\u2028", "\x7f", "\x85", "好", "👩", "\u200d", ","]
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=7,
)
sizes = st.integers(1, 9)


def pieces(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


def slow_version(
    columns: tuple[str, ...], values: dict[str, list[str]], splits: Sequence[str] | None
) -> str:
    """The definition that workspaces have been stored with since the first release: one JSON of all rows."""
    rows = [list(row) for row in zip(*(values[name] for name in columns), strict=True)]
    return digest_bytes(canonical_json([list(columns), rows, splits]))


@given(
    rows=st.lists(st.tuples(odd, odd, odd), max_size=9),
    names=st.lists(odd, min_size=3, max_size=3, unique=True),
    batch=st.integers(1, 10),
    with_splits=st.booleans(),
)
def test_versions_and_row_digests_are_what_they_always_were(
    rows: list[tuple[str, str, str]], names: list[str], batch: int, with_splits: bool
) -> None:
    columns = tuple(names)
    values = {name: [row[i] for row in rows] for i, name in enumerate(columns)}
    splits = [row[0] for row in rows] if with_splits else None
    kept = {name: TextColumn.of(texts) for name, texts in values.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_digests, "_BATCH", batch)
        assert version_digest(columns, kept, splits) == slow_version(columns, values, splits)
        assert version_digest(columns, values, splits) == slow_version(columns, values, splits)
    assert digests_of_rows(columns, kept) == [digest_bytes(canonical_json(list(r))) for r in rows]


@given(texts=st.lists(odd, max_size=12), data=st.data())
def test_a_column_is_read_like_a_list(texts: list[str], data: st.DataObject) -> None:
    column = TextColumn.of(texts)
    assert column == texts
    assert texts == column
    assert list(column) == texts
    assert len(column) == len(texts)
    part = data.draw(st.slices(len(texts)))
    assert column[part] == texts[part]
    assert list(column[part][1:]) == texts[part][1:], "a slice of a slice"
    for index in range(-len(texts), len(texts)):
        assert column[index] == texts[index]
    with pytest.raises(IndexError):
        column[len(texts)]
    assert column + column == texts + texts
    assert texts + column == texts + texts
    assert column != [*texts, "x"]
    assert copy.deepcopy(column) == texts
    builder = TextColumnBuilder()
    builder.append(column[part])
    builder.extend(texts)
    builder.append(column)
    assert builder.build() == texts[part] + texts + texts
    at = next((row for row, text in enumerate(texts) if "\0" in text), None)
    assert column.first_row_with(b"\0") == at
    assert column[part].to_arrow().to_pylist() == texts[part]
    chunked = pa.chunked_array([column.to_arrow(), column[part].to_arrow()])
    assert TextColumn.from_arrow(chunked) == texts + texts[part]
    assert TextColumn.from_arrow(column.to_arrow()[part.start or 0 :]) == texts[part.start or 0 :]


def test_long_columns_and_long_texts() -> None:
    texts = [f"{i} é" if i % 700 == 0 else str(i) for i in range(3000)] + ["x" * 5_000_000, "end"]
    column = TextColumn.of(texts)
    assert list(column) == texts
    assert column[2999:] == texts[2999:]
    with pytest.raises(UnicodeEncodeError):
        TextColumn.of(["a", "\ud83d"])
    with pytest.raises(TypeError):
        TextColumn.from_arrow(pa.array(["a", None], pa.large_string()))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    text=st.text(st.sampled_from("ab é好😀\n\r\ufeff"), max_size=30),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "utf-32"]),
    size=sizes,
    packed=st.booleans(),
)
def test_blocks_of_any_size_decode_to_the_whole(
    tmp_path: Path, text: str, encoding: str, size: int, packed: bool
) -> None:
    data = text.encode(encoding)
    path = tmp_path / ("a.csv.gz" if packed else "a.csv")
    path.write_bytes(gzip.compress(data) if packed else data)
    declared = None if encoding == "utf-8" else encoding
    file = TextFile(path, said="CSV", encoding=declared, block_bytes=size)
    read = "".join(file.blocks())
    whole = decode(data, file="a.csv", declared=declared)
    assert read == whole.text
    assert (file.encoding, file.how, file.bom) == (whole.encoding, whole.how, whole.bom)
    assert file.digest == digest_file(path)


@pytest.mark.parametrize("bad", [b"\xff", b"\xe5\xa5", b"a\0b"])
def test_a_bad_byte_far_into_a_file_is_named_as_before(tmp_path: Path, bad: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text,label\n" + b"good,x\n" * 40_000 + bad + b",x\n")
    with pytest.raises(DataError) as now:
        "".join(TextFile(path, said="CSV", header=True, block_bytes=4096).blocks())
    with pytest.raises(DataError) as whole:
        decode(path.read_bytes(), file="a.csv")
    assert str(now.value) == str(whole.value)
    assert "row 40001" in str(now.value)


def test_utf_16_without_a_mark_says_its_order_of_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("text,label\n好,x\n".encode("utf-16-le"))
    with pytest.raises(DataError, match="order of bytes") as caught:
        "".join(TextFile(path, said="CSV", encoding="utf-16").blocks())
    assert caught.value.remedy == "Say so with --encoding utf-16-le."
    text = "".join(TextFile(path, said="CSV", encoding="utf-16-le").blocks())
    assert text == decode(path.read_bytes(), file="a.csv", declared="utf-16-le").text
    path.write_bytes(codecs.BOM_UTF16_BE + "text,label\n好,x\n".encode("utf-16-be"))
    for encoding in ("utf-16", None):
        assert read_table([path], encoding=encoding).values["text"] == ["好"]


@settings(max_examples=300)
@given(
    text=st.text(st.sampled_from('ab,"\n\r\t'), max_size=25),
    size=sizes,
    delimiter=st.sampled_from([",", "\t"]),
    header=st.booleans(),
)
def test_records_do_not_depend_on_the_blocks(
    text: str, size: int, delimiter: str, header: bool
) -> None:
    def outcome(blocks: list[str]) -> object:
        reader = RecordReader(blocks, Dialect(delimiter), file="a.csv", header=header)
        try:
            rows = [row for batch in reader for row in batch]
        except DataError as error:
            return str(error)
        return rows, reader.n_blank_lines, reader.suspicious

    whole = outcome([text])
    assert outcome(pieces(text, size)) == whole
    assert outcome([*pieces(text, size), ""]) == whole
    if isinstance(whole, tuple):
        records = parse_delimited(text, Dialect(delimiter), file="a.csv", header=header)
        assert (records.rows, records.n_blank_lines, list(records.suspicious)) == whole


@given(
    rows=st.lists(
        st.fixed_dictionaries({"text": odd, "n": st.one_of(st.none(), st.integers(), odd)}),
        max_size=6,
    ),
    ends=st.sampled_from(["\n", "\r\n", "\n\n", "\n \t\n"]),
    size=sizes,
    data=st.data(),
)
def test_json_lines_do_not_depend_on_the_blocks(
    rows: list[dict[str, object]], ends: str, size: int, data: st.DataObject
) -> None:
    text = "".join(json.dumps(row, ensure_ascii=data.draw(st.booleans())) + ends for row in rows)
    table = JsonLines(pieces(text, size), file="a.jsonl")
    wanted = ["" if row["n"] is None else str(row["n"]) for row in rows]
    assert table.n_rows == len(rows)
    if rows:
        assert table.values["text"] == [row["text"] for row in rows]
        assert table.values["n"] == wanted
        assert table.nulls["n"] == sum(row["n"] is None for row in rows)
    assert table.n_blank == (len(rows) if ends.count("\n") == 2 else 0)


@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from("abc"), st.one_of(st.none(), odd), min_size=1),
        min_size=1,
        max_size=8,
    ),
    size=st.integers(1, 40),
)
def test_missing_keys_are_filled_wherever_they_first_stand(
    rows: list[dict[str, str | None]], size: int
) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    table = JsonLines(pieces(lines, size), file="a.jsonl", fill_missing=True)
    names = list(dict.fromkeys(name for row in rows for name in row))
    assert list(table.columns) == names
    for name in names:
        assert table.values[name] == [row.get(name) or "" for row in rows]
        assert table.nulls[name] == sum(row.get(name) is None for row in rows)
        assert ("null" in table.kinds[name]) == any(row.get(name) is None for row in rows)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (['{"text": "a"}', '{"txt": "b"}', '{"text": "c"}', '{"txt": "d"}'], "2 rows have other keys"),
        (['{"text": "a"}', "[1]"], "row 2 is no object"),
        (['{"text": "a"}', '{"text": "b"} {"text": "c"}'], "row 2: not JSON (Extra data, column 15)"),
        (['{"text": "a"},{"text": "b"}'], "row 1: not JSON (Extra data"),
        (['{"text": "a"}', '{"text": "b", "text": "c"}'], "row 2: the key 'text' stands twice"),
        (['{"text": "a"}', '{"text": NaN}'], "row 2: NaN is no JSON value"),
        (['{"text": "a"}', '{"text": "\\ud83d"}'], "row 2, column 'text' holds half of a surrogate pair"),
    ],
)  # fmt: skip
def test_what_was_refused_is_refused_with_its_row(lines: list[str], message: str) -> None:
    with pytest.raises(DataError) as caught:
        JsonLines(["\n".join(lines)], file="a.jsonl")
    assert message in str(caught.value)


def big_file(path: Path, n_rows: int) -> Path:
    rows = (
        {"id": i, "text": f"text {i} " + "word " * 50, "label": f"c{i % 7}"} for i in range(n_rows)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_reading_takes_little_more_than_the_texts(tmp_path: Path) -> None:
    """The texts and a few blocks with their rows; all at once it was ten times the file."""
    path = big_file(tmp_path / "a.jsonl", 15_000)
    seen: list[tuple[int, int]] = []
    tracemalloc.start()
    try:
        table = read_files(
            [path], ReadOptions(), watch=lambda done, whole: seen.append((done, whole))
        )
        version_digest(table.columns, table.values, table.splits)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    size = path.stat().st_size
    assert table.n_rows == 15_000
    assert peak < size + (12 << 20), f"{peak:,} bytes for a file of {size:,}"
    assert seen[-1] == (size, size)
    assert seen == sorted(seen)


def test_an_interrupt_while_reading_leaves_nothing(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "lab")
    path = big_file(tmp_path / "a.jsonl", 6000)

    def interrupt(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalog.add(workspace, read_files([path], ReadOptions(), watch=interrupt), name="a")
    assert catalog.listing(workspace) == []
    assert list(workspace.artifacts.digests()) == []


def test_a_bomb_is_refused_before_its_rows_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "a", "label": "b"}\n' * (1 << 20)))
    blocks = TextFile(path, said="JSON").blocks()
    with pytest.raises(TenfoldError) as caught:
        next(blocks)
    assert caught.value.code == "TF-DATA-003"
