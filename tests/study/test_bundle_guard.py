"""A bundle from somebody else is hostile until checked: every class of it is refused, in one message."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bundles import Files, files_in, finished_study, forged, in_json, with_manifest, write_zip
from command import tenfold
from tenfold.errors import InputError
from tenfold.study.bundle.archive import Limits, Member, open_zip
from tenfold.study.bundle.archive import write_zip as write_bundle_zip
from tenfold.study.bundle.content import DECLARATION, MANIFEST
from tenfold.study.bundle.plain_json import parse_json, parse_toml
from tenfold.study.bundle.reading import open_bundle
from tenfold.study.bundle.tables import read_predictions, read_texts
from tenfold.study.reproduce.rerunning import reproduce

Tamper = Callable[[Files], None]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound bundle with its data inside."""
    study = finished_study(tmp_path_factory.mktemp("guard") / "lab", seeds="2")
    return study.bundle(with_data=True).path


@contextmanager
def refused(folder: Path, *parts: str) -> Iterator[None]:
    """What happens inside raises InputError with these parts, and leaves no file behind."""
    before = set(folder.rglob("*"))
    with pytest.raises(InputError) as caught:
        yield
    message = str(caught.value)
    assert [part for part in parts if part not in message] == [], message
    assert caught.value.code.startswith(("TF-BUNDLE", "TF-DECLARATION", "TF-INPUT", "TF-DATA-017"))
    assert set(folder.rglob("*")) == before


def test_the_sound_one_is_accepted(bundle: Path) -> None:
    with open_bundle(bundle) as opened:
        assert opened.name == "small"
        assert len(opened.runs) == 4
        assert opened.predictions(opened.runs[0]) is not None


# the zip itself


def one_entry(path: Path, name: str, data: bytes = b"x", **fields: Any) -> Path:
    """A zip with one entry, its fields as given, however odd."""
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name
        for field, value in fields.items():
            setattr(entry, field, value)
        archive.writestr(entry, data)
    return path


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../evil.sh", "leads out of its folder"),
        ("a/../../evil.sh", "leads out of its folder"),
        ("/etc/cron.d/evil", "is absolute"),
        ("C:/evil.bat", "is absolute"),
        ("c:evil.bat", "is absolute"),
        ("..\\evil.bat", "has a backslash"),
        ("\\\\host\\share", "has a backslash"),
        ("a/./b", "not plain"),
        ("a//b", "not plain"),
        ("", "not plain"),
        (".git/config", "not plain"),
        (".tenfold/tenfold.db", "not plain"),
        ("data:stream", "not plain"),
        ("con.json", "not plain"),
        ("name.", "not plain"),
        ("line\nbreak", "not plain"),
        ("esc\x1b[2J", "not plain"),
        ("a\u202egnp.exe", "not plain"),
        ("x" * 200, "not plain"),
        ("a/b/c/d/e/f/g/h", "folders deep"),
        ("folder/", "is that of a folder"),
    ],
)
def test_names_that_are_not_plain(tmp_path: Path, name: str, why: str) -> None:
    path = one_entry(tmp_path / "x.zip", name)
    with refused(tmp_path, why), open_zip(path):
        pass


def test_a_nul_in_a_name(tmp_path: Path) -> None:
    path = one_entry(tmp_path / "x.zip", "manifest.jsonA.sh")
    path.write_bytes(path.read_bytes().replace(b"jsonA.sh", b"json\0.sh"))
    with refused(tmp_path, "has a NUL"), open_zip(path):
        pass


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        (stat.S_IFLNK | 0o777, "a link"),
        (stat.S_IFCHR | 0o666, "a device"),
        (stat.S_IFBLK | 0o666, "a device"),
        (stat.S_IFIFO | 0o666, "a device"),
        (stat.S_IFSOCK | 0o666, "a device"),
        (stat.S_IFDIR | 0o777, "a folder"),
    ],
)
def test_only_plain_files(tmp_path: Path, mode: int, why: str) -> None:
    path = one_entry(tmp_path / "x.zip", "data", b"/etc/passwd", external_attr=mode << 16)
    with refused(tmp_path, why), open_zip(path):
        pass


def test_a_folder_by_its_dos_flag(tmp_path: Path) -> None:
    path = one_entry(tmp_path / "x.zip", "data", external_attr=0x10)
    with refused(tmp_path, "a folder"), open_zip(path):
        pass


def test_an_unusual_packing(tmp_path: Path) -> None:
    path = one_entry(tmp_path / "x.zip", "data", b"x" * 100, compress_type=zipfile.ZIP_LZMA)
    with refused(tmp_path, "unusual way"), open_zip(path):
        pass


def test_an_encrypted_entry(tmp_path: Path) -> None:
    path = one_entry(tmp_path / "x.zip", "data")
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\1\2")
    data[directory + 8] |= 1
    path.write_bytes(data)
    with refused(tmp_path, "encrypted"), open_zip(path):
        pass


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("data", "data"), ("data", "DATA"), ("a/Data", "A/data")])
def test_a_name_twice_or_in_two_cases(tmp_path: Path, names: tuple[str, str]) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    with refused(tmp_path, "twice" if len(set(names)) == 1 else "beside"), open_zip(path):
        pass


def test_too_many_entries(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20_001):
            archive.writestr(f"f{number}", b"")
    with refused(tmp_path, "more than 20,000 files"), open_zip(path):
        pass


def test_the_large_kind_of_zip(tmp_path: Path) -> None:
    path = one_entry(tmp_path / "x.zip", "data")
    data = bytearray(path.read_bytes())
    data[-14:-10] = b"\xff\xff\xff\xff"  # "see the other directory"
    path.write_bytes(data)
    with refused(tmp_path, "more than 20,000 files"), open_zip(path):
        pass


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda data: b"#!/bin/sh\nevil\n" + data, "does not fit the file"),
        (lambda data: data + b"more", "after its end"),
        (lambda data: data[:-2] + b"\4\0more", "after its end"),
        (lambda data: data[:-2] + b"\4\0", "after its end"),
        (lambda data: data[: len(data) // 2], "not a zip file"),
        (lambda data: b"", "not a zip file"),
        (lambda data: b"PK\5\6" + b"\0" * 18, "no bundle of tenfold"),
        (lambda data: b"\x1f\x8b" + data, "does not fit the file"),
    ],
    ids=["in front", "behind", "comment", "said comment", "cut", "empty", "no entries", "gzip"],
)
def test_a_zip_with_something_around_it(
    bundle: Path, tmp_path: Path, change: Callable[[bytes], bytes], why: str
) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(change(bundle.read_bytes()))
    with refused(tmp_path, why), open_bundle(path):
        pass


def test_what_is_no_file(tmp_path: Path) -> None:
    with refused(tmp_path, "cannot be opened"), open_bundle(tmp_path / "gone.zip"):
        pass
    with refused(tmp_path, "is not a file"), open_bundle(tmp_path):
        pass
    os.mkfifo(tmp_path / "pipe.zip")
    with refused(tmp_path, "is not a file"), open_bundle(tmp_path / "pipe.zip"):
        pass


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data", b"\0" * (8 << 20))
    assert path.stat().st_size < 10_000
    with refused(tmp_path, "over 100 times its size"), open_zip(path):
        pass


def test_sizes_are_capped_one_by_one_and_together(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in "abc":
            archive.writestr(name, os.urandom(1000))
    with refused(tmp_path, "unpacks to 1,000 bytes"), open_zip(path, Limits(entry_bytes=999)):
        pass
    with refused(tmp_path, "unpacks to more than 2,999"), open_zip(path, Limits(total_bytes=2999)):
        pass
    with refused(tmp_path, "is larger than"), open_zip(path, Limits(file_bytes=3000)):
        pass
    with refused(tmp_path, "directory"), open_zip(path, Limits(directory_bytes=50)):
        pass


def _with_size(path: Path, said: int, *, crc: int) -> None:
    """Let both headers of the only entry say another size and checksum."""
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\1\2")
    data[14:18] = data[central + 16 : central + 20] = struct.pack("<L", crc)
    data[22:26] = data[central + 24 : central + 28] = struct.pack("<L", said)
    path.write_bytes(data)


def test_a_directory_that_lies_about_a_size(tmp_path: Path) -> None:
    """The real size is 8 MB, the said one 10 bytes: nothing past those is taken, and it is no success."""
    path, content = tmp_path / "x.zip", b"\0" * (8 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data", content)
    _with_size(path, 10, crc=zlib.crc32(content))
    with open_zip(path) as opened, refused(tmp_path, "cannot be unpacked"):
        opened.read("data", 1000)
    _with_size(path, 9 << 10, crc=zlib.crc32(b"\0" * (9 << 10)))
    with open_zip(path) as opened:  # a checksum can be made to fit: then 9 KB are all that comes
        assert len(opened.read("data", 1 << 20)) == 9 << 10
    _with_size(path, 9 << 20, crc=zlib.crc32(content))
    with (
        open_zip(path, Limits(ratio=10_000)) as opened,
        refused(tmp_path, "data"),
    ):
        opened.read("data", 1 << 30)


def test_entries_that_lie_over_each_other(tmp_path: Path) -> None:
    """Many names for the same packed bytes: how 10 MB unpack to petabytes."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", b"x" * 500)
        archive.writestr("b", b"x" * 500)
    data = bytearray(path.read_bytes())
    second = data.rindex(b"PK\1\2")
    data[second + 42 : second + 46] = struct.pack("<L", 0)
    path.write_bytes(data)
    with refused(tmp_path, "lie over each other"), open_zip(path):
        pass


def test_damaged_bytes_are_found(bundle: Path, tmp_path: Path) -> None:
    data = bytearray(bundle.read_bytes())
    for at in range(100, len(data) - 3000, 1711):
        flipped = data.copy()
        flipped[at] ^= 0x20
        path = tmp_path / "x.zip"
        path.write_bytes(flipped)
        with pytest.raises(InputError), open_bundle(path):
            pass


def test_the_writer_keeps_to_what_a_reader_accepts(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    repeated = b"the same words\n" * 500_000  # deflate alone would pack it 300 times
    write_bundle_zip(path, {"data": Member(lambda: repeated)})
    with open_zip(path) as opened:
        assert opened.read("data", 1 << 30) == repeated
    with refused(tmp_path, "too large"):
        write_bundle_zip(tmp_path / "y.zip", {"a": Member(lambda: b"123")}, Limits(entry_bytes=2))
    with refused(tmp_path, "3 files"):
        many = {name: Member(lambda: b"") for name in "abc"}
        write_bundle_zip(tmp_path / "y.zip", many, Limits(entries=2))


# manifest and JSON


def test_every_digest_is_verified(bundle: Path, tmp_path: Path) -> None:
    for name in files_in(bundle):
        if name == MANIFEST:
            continue

        def change(files: Files, name: str = name) -> None:
            files[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])

        path = forged(bundle, tmp_path / "x.zip", change, fixed_manifest=False)
        with refused(tmp_path, name, "digest that the manifest says"), open_bundle(path):
            pass


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda f: f.pop("environment.json"), "is in the manifest and not there"),
        (lambda f: f.update({"more.txt": b"x"}), "is not in the manifest"),
        (lambda f: f.pop(MANIFEST), "is no bundle of tenfold"),
        (lambda f: f.update({"README.md": b""}), "does not have the size"),
    ],
)
def test_the_manifest_tells_of_every_file(
    bundle: Path, tmp_path: Path, change: Tamper, why: str
) -> None:
    path = forged(bundle, tmp_path / "x.zip", change, fixed_manifest=False)
    with refused(tmp_path, why), open_bundle(path):
        pass


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
        (b"[" * 200 + b"]" * 200, "nested more than 30 deep"),
        (b"[" + b"[]," * 1_000_001 + b"[]]", "more than 2,000,000 parts"),
        (b'{"a": 1, "a": 2}', "a key stands twice"),
        (b'{"a": NaN}', "NaN is no JSON value"),
        (b'{"a": -Infinity}', "-Infinity is no JSON value"),
        (b'{"a": 1e999}', "no finite number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is not JSON"),
        (b'{"a": "\xff"}', "is not JSON"),
        (b"{", "is not JSON"),
        (b"", "is not JSON"),
    ],
    ids=lambda value: value[:20].decode("latin1") if isinstance(value, bytes) else "",
)
def test_hostile_json(tmp_path: Path, data: bytes, why: str) -> None:
    with refused(tmp_path, why, "here.json"):
        parse_json(data, where="here.json")


def test_json_larger_than_the_limit_is_not_even_parsed(bundle: Path, tmp_path: Path) -> None:
    def change(files: Files) -> None:
        files["environment.json"] += b" " * (17 << 20)

    path = forged(bundle, tmp_path / "x.zip", change)
    with refused(tmp_path, "over 100 times its size"), open_bundle(path):
        pass
    with (
        refused(tmp_path, "environment.json", "larger than"),
        open_bundle(path, Limits(ratio=1 << 30)),
    ):
        pass


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (MANIFEST, lambda v: v.update(format="other")),
        (MANIFEST, lambda v: v.update(schema_version=2)),
        (MANIFEST, lambda v: v.update(study="../up")),
        (MANIFEST, lambda v: v.update(study="a/b")),
        (MANIFEST, lambda v: v.update(study=7)),
        (MANIFEST, lambda v: v.update(files=[])),
        ("study/study.json", lambda v: v.update(name="other")),
        ("study/study.json", lambda v: v.update(unit=["percent"])),
        ("results/runs.json", lambda v: v["runs"][0].update(seed="0")),
        ("results/runs.json", lambda v: v["runs"][0].update(metrics={"accuracy": "high"})),
        ("results/runs.json", lambda v: v["runs"].append(v["runs"][0])),
        ("results/runs.json", lambda v: v["runs"][0].update(predictions="study/study.json")),
        ("results/runs.json", lambda v: v["runs"][0].update(predictions="../../etc/passwd")),
        ("results/runs.json", lambda v: v.pop("runs")),
        ("results/runs.json", lambda v: v["runs"].clear()),
        ("results/runs.json", lambda v: v["runs"][0].update(seed=7)),
        ("results/runs.json", lambda v: v["runs"][0].update(method="other")),
        ("results/verdicts.json", lambda v: v["hypotheses"].clear()),
        ("results/verdicts.json", lambda v: v["hypotheses"][0].update(id="h9")),
        ("results/verdicts.json", lambda v: v["hypotheses"][0].update(verdict="true")),
        ("results/verdicts.json", lambda v: v["hypotheses"][0].update(gain=None)),
        ("environment.json", lambda v: v.update(versions={"numpy": 2})),
        ("data/reference.json", lambda v: v["parts"].clear()),
        ("data/reference.json", lambda v: v["parts"][0].update(version="x")),
        ("data/reference.json", lambda v: v["parts"][0].update(file="/etc/passwd")),
        ("data/reference.json", lambda v: v["parts"][0].update(is_builtin=True)),
        ("data/reference.json", lambda v: v["parts"][0].update(role="weights")),
        ("data/reference.json", lambda v: v["parts"].append({**v["parts"][0], "role": "test"})),
        ("data/reference.json", lambda v: v["parts"].append({**v["parts"][0], "role": "features"})),
        ("models.json", lambda v: v["models"].append({"use": "x"})),
        ("inputs.json", lambda v: v.update(files="all")),
    ],
)
def test_files_of_another_shape(
    bundle: Path, tmp_path: Path, name: str, change: Callable[[Any], None]
) -> None:
    files = with_manifest(files_in(bundle))
    in_json(files, name, change)
    files = files if name == MANIFEST else with_manifest(files)
    path = write_zip(tmp_path / "x.zip", files)
    with refused(tmp_path), open_bundle(path):
        pass


@pytest.mark.parametrize(
    "place",
    ["../x.csv", "/x.csv", "~/x.csv", "a/../../x.csv", "a\\x.csv", "C:x.csv", ".git/x.csv",
     "studies/small.toml", "tenfold.toml", "TENFOLD.TOML", ".tenfold/x.csv", "a//x.csv", "a/./x.csv",
     "x.csv\n", "reports/small.html", ""],
)  # fmt: skip
def test_files_stay_inside_the_new_workspace(bundle: Path, tmp_path: Path, place: str) -> None:
    def change(files: Files) -> None:
        files["inputs/0001-x.csv"] = b"seed,score\n"
        file = {"path": place, "file": "inputs/0001-x.csv", "blake3": "0" * 64}
        in_json(files, "inputs.json", lambda v: v["files"].append(file))

    path = forged(bundle, tmp_path / "x.zip", change)
    with refused(tmp_path, "inputs.json"), open_bundle(path):
        pass


# the declaration


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (('question = "', 'question = "\\u001b[2J'), "control characters"),
        (('kind = "tfidf"', 'kind = "tfdif"'), "no such kind"),
        (("seeds = 2", "seeds = 2000"), "study.seeds"),
        (("seeds = 2", "seeds = -1"), "study.seeds"),
        (("[study]", "[study"), "is not valid TOML"),
        (
            ('kind = "tfidf"\nC = 1.0', 'kind = "recorded"\nfile = "/etc/secret.csv"'),
            "not in the bundle",
        ),
        (
            ('kind = "tfidf"\nC = 1.0', 'kind = "probe"\nmodel = "/etc"'),
            "models.json does not know",
        ),
        (('label = "organ"', 'label = "organ"\ntest = "/etc/passwd"'), "data.test"),
        (('label = "organ"', 'label = "organ"\ntest = "../../rows.csv"'), "data.test"),
        (('label = "organ"', 'label = "organ"\nfeatures = "/etc/passwd"'), "`features`"),
        (('use = "texts.csv"', 'use = "builtin:diagnosis"'), "`use`"),
        (("seeds = 2", "seeds = " + "[" * 3000 + "]" * 3000), "nested too deeply"),
        (("seeds = 2", "seeds = " + "[" * 60 + "]" * 60), "nested more than"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_declarations(
    bundle: Path, tmp_path: Path, change: tuple[str, str], why: str
) -> None:
    def tamper(files: Files) -> None:
        text = files[DECLARATION].decode()
        assert change[0] in text
        files[DECLARATION] = text.replace(*change).encode()

    path = forged(bundle, tmp_path / "x.zip", tamper)
    with refused(tmp_path, why):
        reproduce(path)


def test_a_declaration_that_is_not_utf_8_or_too_large(bundle: Path, tmp_path: Path) -> None:
    with refused(tmp_path, "is not valid TOML"):
        parse_toml(b"a = '\xff'", where="x.toml")

    def large(files: Files) -> None:
        files[DECLARATION] += b"\n#" + os.urandom(1 << 20).hex().encode()

    path = forged(bundle, tmp_path / "x.zip", large)
    with refused(tmp_path, DECLARATION, "larger than"), open_bundle(path):
        pass


def test_a_path_for_data_is_never_read_from_this_machine(bundle: Path, tmp_path: Path) -> None:
    """`use` may be any path: the rows are those of the bundle, or of --data."""
    secret = tmp_path / "secret.csv"
    secret.write_text("text,organ\nmy diary,heart\nmy password,lung\n")

    def change(files: Files) -> None:
        text = files[DECLARATION].decode()
        files[DECLARATION] = text.replace('"texts.csv"', f'"{secret}"').encode()
        del files["data/data.jsonl"]
        in_json(files, "data/reference.json", lambda v: v["parts"][0].update(file=None))

    path = forged(bundle, tmp_path / "x.zip", change)
    with refused(tmp_path, "the data are not in the bundle"):
        reproduce(path)


def test_a_catalog_name_that_is_a_path(bundle: Path, tmp_path: Path) -> None:
    def change(files: Files) -> None:
        in_json(files, "data/reference.json", lambda v: v["parts"][0].update(name="../../x"))

    path = forged(bundle, tmp_path / "x.zip", change)
    with refused(tmp_path, "cannot be a data set's name"):
        reproduce(path)


def test_data_inside_that_are_of_another_version(bundle: Path, tmp_path: Path) -> None:
    def change(files: Files) -> None:
        files["data/data.jsonl"] = files["data/data.jsonl"].replace(b"chest", b"chess")

    path = forged(bundle, tmp_path / "x.zip", change)
    with refused(tmp_path, "not of the version that it says"):
        reproduce(path)


# Parquet


def table(**columns: Any) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def test_a_parquet_bomb(tmp_path: Path) -> None:
    """One text of 1 MB, a million times, in a file of a few kilobytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = pa.DictionaryArray.from_arrays(
        pa.array([0] * 1_000_000, pa.int32()), pa.array(["x" * (1 << 20)])
    )
    small = pa.array([0.0] * 1_000_000, pa.float32())
    sink = io.BytesIO()
    bomb = pa.table({"example_id": text, "true_label": text, "a": small})
    schema = pa.schema(
        [("example_id", pa.string()), ("true_label", pa.string()), ("a", pa.float32())]
    )
    writer = pq.ParquetWriter(sink, bomb.schema, store_schema=False, compression="zstd")
    writer.write_table(bomb)
    writer.close()
    assert schema == pq.read_schema(io.BytesIO(sink.getvalue()))
    assert len(sink.getvalue()) < 200_000
    with refused(tmp_path, "unpacks to more"):
        read_predictions(sink.getvalue(), where="x.parquet")


def test_a_parquet_file_with_too_many_cells(tmp_path: Path) -> None:
    import pyarrow as pa

    zeros = pa.array([0.0] * 5_000_001, pa.float32())
    with refused(tmp_path, "5,000,001 rows; too many"):
        read_predictions(table(a=zeros), where="x.parquet")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a sound Parquet file"),
        (b"PAR1" + b"\0" * 100 + b"PAR1", "not a sound Parquet file"),
        (b"PAR1\xff\xff\xff\x7fPAR1", "not a sound Parquet file"),
        (table(a=[b"bytes"]), "another type"),
        (table(a=[1]), "another type"),
        (table(a=[[1.0]]), "another type"),
        (table(a=["x"]), "not a table of predictions"),
        (table(example_id=["e"], true_label=["a"], x=["0.5"]), "must hold float32"),
        (table(example_id=["e", None], true_label=["a", "b"]), "not a table of predictions"),
        (table(), "another type"),
    ],
)
def test_parquet_that_holds_something_else(tmp_path: Path, data: bytes, why: str) -> None:
    with refused(tmp_path, why):
        read_predictions(data, where="x.parquet")


def test_a_table_of_rows_with_other_columns(tmp_path: Path) -> None:
    with refused(tmp_path, "must have the columns key, digest"):
        read_texts(table(key=["a"]), ["key", "digest"], where="x.parquet")


# through the command


def test_the_command_says_one_thing_and_leaves_nothing(bundle: Path, tmp_path: Path) -> None:
    def change(files: Files) -> None:
        in_json(files, "environment.json", lambda v: v.update(versions=7))

    forged(bundle, tmp_path / "x.zip", change)
    one_entry(tmp_path / "link.zip", "data", b"/etc", external_attr=(stat.S_IFLNK | 0o777) << 16)
    before = set(tmp_path.rglob("*"))
    for name in ("x.zip", "link.zip", "gone.zip"):
        done = tenfold(tmp_path, "reproduce", name)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith("TF-BUNDLE-")
        assert "Traceback" not in done.stderr
        asked = tenfold(tmp_path, "reproduce", name, "--json")
        assert json.loads(asked.stdout)["error"]["code"].startswith("TF-BUNDLE-")
    assert set(tmp_path.rglob("*")) == before
