"""Reading: what is refused, what just works, and nothing in silence."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenfold.data.delimited import Dialect, parse_delimited
from tenfold.data.files import gunzip
from tenfold.data.parquet import parse_parquet
from tenfold.data.reading import read_table
from tenfold.errors import DataError, InputError, TenfoldError

HEAD = "text,label\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path, **options: object) -> TenfoldError:
    with pytest.raises(TenfoldError) as caught:
        read_table([path], **options)  # type: ignore[arg-type]
    assert caught.value.remedy, "every refusal says what mends it"
    assert caught.value.exit_status == 2
    return caught.value


fields = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(
    rows=st.lists(st.tuples(fields, fields), min_size=1, max_size=8),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_what_csv_writes_is_read_back(rows: list[tuple[str, str]], newline: str) -> None:
    """An oracle for well-formed files: Python's writer with every field quoted."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=newline).writerows(rows)
    records = parse_delimited(out.getvalue(), Dialect(","), file="x.csv", header=False)
    assert [tuple(row) for row in records.rows] == rows


@given(
    rows=st.lists(st.tuples(fields, fields), min_size=1, max_size=6),
    cut=st.integers(0, 200),
)
def test_a_cut_or_odd_file_is_refused_or_read_but_never_crashes(
    rows: list[tuple[str, str]], cut: int
) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    text = out.getvalue()[:cut]
    codes: list[str] = []
    try:
        records = parse_delimited(text, Dialect(","), file="x.csv", header=False)
    except DataError as error:
        codes.append(error.code)
    else:
        assert len({len(row) for row in records.rows}) <= 1
    assert set(codes) <= {"TF-DATA-006", "TF-DATA-007"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", HEAD.encode() + "好吃,好\n".encode("gbk"), "TF-DATA-004"),
        ("a.csv", HEAD + "a\0b,x\n", "TF-DATA-005"),
        ("a.csv", HEAD + '"never closed,x\nb,y\n', "TF-DATA-006"),
        ("a.csv", HEAD + '"closed" too soon,x\n', "TF-DATA-006"),
        ("a.tsv", 'text\tlabel\n"one\tx\ntwo"\ty\n', "TF-DATA-006"),
        ("a.csv", HEAD + "a,x\nb\n", "TF-DATA-007"),
        ("a.csv", HEAD + "a,x\nb,y,z\n", "TF-DATA-007"),
        ("a.csv", "text,text \na,b\n", "TF-DATA-008"),
        ("a.csv", "text,text,label\na,b,x\n", "TF-DATA-008"),
        ("a.csv", "caf\u00e9,cafe\u0301\na,b\n", "TF-DATA-008"),
        ("a.csv", "", "TF-DATA-010"),
        ("a.csv", HEAD, "TF-DATA-010"),
        ("a.csv", "text;label\na;b\n", "TF-DATA-002"),
        ("a.csv", '{"text": "a", "label": "b"}\n', "TF-DATA-002"),
        ("a.csv", b"PAR1 and more", "TF-DATA-002"),
        ("a.csv", b"PK\x03\x04 a workbook", "TF-DATA-002"),
        ("a.csv", b"%PDF-1.7", "TF-DATA-002"),
        ("a.csv", "<!DOCTYPE html><html>", "TF-DATA-002"),
        ("a.xlsx", b"PK\x03\x04", "TF-DATA-002"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "TF-DATA-002"),
        ("a.pkl", b"\x80\x04\x95", "TF-DATA-002"),
        ("a.odd", "x", "TF-DATA-002"),
        ("a.parquet", HEAD, "TF-DATA-002"),
        ("a.parquet", b"PAR1garbagePAR1", "TF-DATA-002"),
        ("a.csv.gz", HEAD, "TF-DATA-003"),
        ("a.csv.gz", gzip.compress(HEAD.encode(), mtime=0)[:-6], "TF-DATA-003"),
        ("a.json", '[{"text": "a", "text": "b"}]', "TF-DATA-011"),
        ("a.json", '[{"text": NaN}]', "TF-DATA-011"),
        ("a.json", '[{"text": -Infinity}]', "TF-DATA-011"),
        ("a.json", '[{"text": "a"', "TF-DATA-011"),
        ("a.json", '{"text": "a"}', "TF-DATA-011"),
        ("a.json", "[" * 100_000, "TF-DATA-011"),
        ("a.json", "[]", "TF-DATA-010"),
        ("a.json", '[["a", "x"], ["b"]]', "TF-DATA-007"),
        ("a.json", '[["a", "x", "y"]]', "TF-DATA-008"),
        ("a.json", '[{"text": "\\u0000"}]', "TF-DATA-005"),
        ("a.json", '[{"text": "\\ud83d"}]', "TF-DATA-005"),
        ("a.jsonl", '{"text": "a"}\n{"txt": "b"}\n', "TF-DATA-007"),
        ("a.jsonl", '{"text": "a"}\n["b"]\n', "TF-DATA-007"),
        ("a.jsonl", '{"text": "a"}\n{"text":\n', "TF-DATA-011"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_by_code(
    tmp_path: Path, name: str, content: str | bytes, code: str
) -> None:
    error = refusal(write(tmp_path, name, content))
    assert error.code == code or (code == "TF-DATA-007" and error.code == "TF-DATA-011")
    assert str(tmp_path) not in error.message


def test_wrong_encoding_names_row_byte_and_encoding(tmp_path: Path) -> None:
    rows = "".join(f"这家店的菜很好吃{i},好\n" for i in range(20))
    bad = HEAD.encode() + b"fine,x\n" * 3 + rows.encode("gbk")
    error = refusal(write(tmp_path, "reviews.csv", bad))
    assert "row 4" in error.message
    assert "byte 0xD5" in error.message
    assert error.remedy == "Say so with --encoding gbk."
    table = read_table([tmp_path / "reviews.csv"], encoding="gbk")
    assert table.values["text"][3] == "这家店的菜很好吃0"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gbk", "这家餐厅的味道不错，送餐也很快，下次还会再来。"),
        ("big5", "這家餐廳的味道不錯，送餐也很快，下次還會再來。"),
        ("shift_jis", "このお店の料理はとてもおいしかったです。また来たいと思います。"),
        ("euc_kr", "이 식당의 음식은 정말 맛있었습니다. 다음에 또 오고 싶습니다."),
        ("cp1251", "Это очень хороший ресторан, обязательно приду ещё раз."),
        ("cp1252", "Le café était très bon, mais le thé était froid à l’arrivée."),
    ],
)
def test_the_encoding_is_guessed_for_the_message_and_then_reads(
    tmp_path: Path, encoding: str, text: str
) -> None:
    path = write(tmp_path, "a.txt", f"text\tlabel\n{text}\tx\n".encode(encoding))
    assert f"--encoding {encoding}" in (refusal(path).remedy or "")
    assert read_table([path], encoding=encoding).values["text"] == [text]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig", "big5"])
def test_declared_encodings_just_work(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "a.csv", (HEAD + "好吃,x\n").encode(encoding))
    assert read_table([path], encoding=encoding).values["text"] == ["好吃"]


def test_no_such_encoding_and_no_such_file(tmp_path: Path) -> None:
    path = write(tmp_path, "reviews.csv", HEAD + "a,b\n")
    assert "gbk" in (refusal(path, encoding="gbq").remedy or "")
    assert refusal(tmp_path / "review.csv").remedy == "Did you mean 'reviews.csv'?"


def test_these_just_work(tmp_path: Path) -> None:
    """Byte order mark, mixed line ends, long texts, emoji with joiners, right-to-left, NA, 007."""
    texts = [
        "x" * 1_000_000, "👩‍👩‍👧‍👦", "مرحبا بالعالم", "NA", "null", "007", "9223372036854775808123",
        "a, b", 'he said "so"', "two\nlines", " spaces stay ", "line\u2028separator\x85",
    ]  # fmt: skip
    quoted = ['"' + text.replace('"', '""') + '"' for text in texts]
    ends = ["\r\n", "\n", "\r"]
    body = "".join(f"{text},y{ends[i % 3]}" for i, text in enumerate(quoted))
    table = read_table([write(tmp_path, "a.csv", "\ufefftext,label\r\n" + body)])
    assert table.columns == ("text", "label")
    assert table.values["text"] == texts
    assert table.sources[0].bom
    packed = write(tmp_path, "b.csv.gz", gzip.compress((tmp_path / "a.csv").read_bytes()))
    assert read_table([packed]).values == table.values


def test_blank_lines_are_no_rows_and_are_said(tmp_path: Path) -> None:
    table = read_table([write(tmp_path, "a.csv", HEAD + "a,x\n\n\nb,y\n")])
    assert table.n_rows == 2
    assert table.sources[0].remarks == ("2 blank lines, which are no rows",)


def test_numbers_keep_their_digits_and_nulls_are_said(tmp_path: Path) -> None:
    lines = '{"text": "a", "n": 1.0, "id": 92233720368547758081}\n{"text": null, "n": 1, "id": 7}\n'
    table = read_table([write(tmp_path, "a.jsonl", lines)])
    assert table.values["n"] == ["1.0", "1"]
    assert table.values["id"] == ["92233720368547758081", "7"]
    assert table.values["text"] == ["a", ""]
    assert table.kinds["n"] == {"float", "integer"}
    assert table.sources[0].remarks == ("1 nulls in 'text', read as empty texts",)


def test_a_bomb_is_refused_while_it_is_small(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\n" * (40 << 20))
    assert refusal(write(tmp_path, "a.csv.gz", bomb)).code == "TF-DATA-003"
    small = gzip.compress(b"a" * 1000)
    unpacked = b"".join(gunzip([small], len(small), tmp_path))
    assert unpacked == b"a" * 1000, "small ones may repeat"
    out = io.BytesIO()
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 5000), pa.array(["x" * 1_000_000]))
    pq.write_table(pa.table({"text": column}), out)
    assert len(out.getvalue()) < 200_000, "5 GB of text in a small file"
    with pytest.raises(DataError, match="more than 100 MiB") as caught:
        parse_parquet(out.getvalue(), file="a.parquet", max_bytes=100 << 20)
    assert caught.value.code == "TF-DATA-003"
    with pytest.raises(DataError, match="5,000 rows"):
        parse_parquet(out.getvalue(), file="a.parquet", max_rows=100)


def test_all_formats_give_the_same_rows(tmp_path: Path) -> None:
    rows = [("a, b", "x"), ("你好", "y"), ("c", "x")]
    records = [dict(zip(("text", "label"), row, strict=True)) for row in rows]
    pq.write_table(pa.Table.from_pylist(records), tmp_path / "a.parquet")
    write(tmp_path, "a.json", json.dumps(records))
    write(tmp_path, "b.json", json.dumps([list(row) for row in rows]))
    write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, records)))
    write(tmp_path, "a.csv", HEAD + '"a, b",x\n你好,y\nc,x\n')
    write(tmp_path, "a.tsv", "text\tlabel\na, b\tx\n你好\ty\nc\tx")
    write(tmp_path, "noending", "text\tlabel\na, b\tx\n你好\ty\nc\tx")
    names = ["a.parquet", "a.json", "b.json", "a.jsonl", "a.csv", "a.tsv", "noending"]
    tables = [read_table([tmp_path / name]) for name in names]
    assert all(table.values == tables[0].values for table in tables)
    assert tables[0].values["text"] == ["a, b", "你好", "c"]


def test_folders(tmp_path: Path) -> None:
    files = [("train", "pos", "good"), ("train", "neg", "bad"), ("test", "pos", "so")]
    for split, label, text in files:
        folder = tmp_path / "set" / split / label
        folder.mkdir(parents=True)
        write(folder, "1.txt", text)
    write(tmp_path / "set", "README.md", "about")
    table = read_table([tmp_path / "set"])
    assert table.splits == ["test", "train", "train"]
    assert table.values["label"] == ["pos", "neg", "pos"]
    assert table.sources[0].remarks == ("not read: README.md",)
    (tmp_path / "set" / "train" / "pos" / "2.txt").symlink_to("/etc/passwd")
    assert refusal(tmp_path / "set").code == "TF-DATA-002"


def test_headers_columns_and_splits(tmp_path: Path) -> None:
    bare = write(tmp_path, "bare.csv", "good,1\nbad,0\n")
    assert "--columns" in (refusal(bare, header=False).remedy or "")
    assert refusal(bare, header=False, columns=["text"]).code == "TF-DATA-008"
    table = read_table([bare], header=False, columns=["text", "label"], splits={"test": bare})
    assert table.splits == ["train", "train", "test", "test"]
    other = write(tmp_path, "other.csv", "text,lable\na,b\n")
    full = write(tmp_path, "full.csv", HEAD + "a,b\n")
    with pytest.raises(DataError, match="has the columns") as caught:
        read_table([full, other])
    assert caught.value.code == "TF-DATA-009"
    own = write(tmp_path, "own.json", '{"train": [["a", "x"]], "dev": [["b", "y"]]}')
    assert read_table([own]).splits == ["train", "dev"]
    with pytest.raises(DataError):
        read_table([full], splits={"test": own})
    with pytest.raises(InputError):
        read_table([])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    data=st.binary(max_size=120),
    name=st.sampled_from(["a.csv", "a.json", "a.jsonl", "a.parquet", "a.csv.gz"]),
)
def test_any_bytes_are_read_or_refused_in_words(tmp_path: Path, data: bytes, name: str) -> None:
    path = write(tmp_path, name, data)
    remedy: str | None = "none needed"
    try:
        read_table([path])
    except TenfoldError as error:
        remedy = error.remedy
    assert remedy


@pytest.mark.shared_data
def test_the_real_data_sets_are_read_whole(shared_data: Path) -> None:
    d = shared_data
    bare = {"header": False, "columns": ["text", "label"]}
    n_rows = {
        "ag": read_table([d / "ag_news_small/train.csv"], **bare),  # type: ignore[arg-type]
        "banking": read_table(
            [d / "banking77/train.csv"], splits={"test": d / "banking77/test.csv"}
        ),
        "clinc": read_table([d / "clinc150/data_full.json"]),
        "s2d": read_table([d / "symptom2disease/Symptom2Disease.csv"]),
        "waimai": read_table([d / "waimai_10k/waimai_10k.csv"]),
        "sms": read_table([d / "sms_spam/SMSSpamCollection"], quoting="none"),
        "imdb": read_table(
            [d / "sentiment_sentences/imdb_labelled.txt"],
            quoting="none",
            header=False,
            columns=["text", "label"],
        ),
    }
    found = {name: table.n_rows for name, table in n_rows.items()}
    assert found == {
        "ag": 5000, "banking": 13083, "clinc": 23700, "s2d": 1200, "waimai": 11987, "sms": 5574,
        "imdb": 952,
    }  # fmt: skip
    assert refusal(d / "sms_spam/SMSSpamCollection").remedy is not None
