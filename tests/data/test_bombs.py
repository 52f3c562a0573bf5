"""A small file that stands for very much is refused while little memory is taken."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bad_archives import archives
from file_forms import ROWS, arrow_table

from tenfold.data.arrow import parse_arrow
from tenfold.data.parquet import parse_parquet
from tenfold.data.parquet_pages import pages
from tenfold.errors import DataError

_READ_ALL = """
import resource, sys
from pathlib import Path
from tenfold.data.reading import read_table
from tenfold.errors import DataError
import pyarrow.parquet, pyarrow.compute
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        read_table([path])
    except DataError as error:
        assert error.code == "TF-DATA-003", error
    else:
        raise SystemExit(f"{path} was read")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


def test_every_bomb_is_refused_in_little_memory(tmp_path: Path) -> None:
    """190 GB of rows, 1 GB of zeros and their like: each in less than 400 MiB more than at the start.

    The most is taken by a gzip of 1 MiB, which is unpacked to a hundred times that before it is judged.
    """
    bombs = [bad for bad in archives() if "bomb" in bad.line or "ratio" in bad.line]
    bombs = [bad for bad in bombs if bad.code == "TF-DATA-003"]
    assert len(bombs) > 10
    for bad in bombs:
        (tmp_path / bad.name).write_bytes(bad.content)
    done = subprocess.run(
        [sys.executable, "-c", _READ_ALL, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-800:]
    assert int(done.stdout) < 400


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd", "brotli", "lz4"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_the_headers_of_all_pages_are_found(codec: str, version: str) -> None:
    """The oracle is the footer of a file written in good faith: values and bytes of each column."""
    table = pa.table(
        {
            "text": [f"text {i} " + "x" * (i % 50) for i in range(900)],
            "label": ["ab"[i % 2] for i in range(900)],
            "list": [["q"] * (i % 4) for i in range(900)],
            "number": [None if i % 7 else i for i in range(900)],
        }
    )
    for options in (
        {"use_dictionary": True, "write_page_checksum": True},
        {"use_dictionary": False, "column_encoding": {"text": "DELTA_BYTE_ARRAY"}},
        {"use_dictionary": ["label"], "data_page_size": 512, "row_group_size": 300},
    ):
        out = io.BytesIO()
        pq.write_table(table, out, compression=codec, data_page_version=version, **options)
        data = out.getvalue()
        metadata = pq.ParquetFile(io.BytesIO(data)).metadata
        found = list(pages(data))
        for number in range(metadata.num_columns):
            chunks = [
                metadata.row_group(group).column(number) for group in range(metadata.num_row_groups)
            ]
            of_column = [page for at, page in found if at == number]
            n_values = sum(page.n_values for page in of_column if not page.is_dictionary)
            assert n_values == sum(chunk.num_values for chunk in chunks)
            unpacked = sum(page.unpacked_bytes for page in of_column)
            said = sum(chunk.total_uncompressed_size for chunk in chunks)
            assert 0 <= said - unpacked < 120 * len(of_column), "but for the headers themselves"
        assert any(page.repeats_texts for _, page in found) == ("column_encoding" in options)
        assert parse_parquet(data, file="a").values["text"] == table["text"].to_pylist()


@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_arrow_files_and_streams_are_read_whole(compression: str | None) -> None:
    table = arrow_table([*ROWS, (None, "pos")])
    folded = table.set_column(1, "label", table["label"].dictionary_encode())
    options = pa.ipc.IpcWriteOptions(compression=compression)
    for of in (table, folded):
        for new in (pa.ipc.new_file, pa.ipc.new_stream):
            out = io.BytesIO()
            with new(out, of.schema, options=options) as writer:
                writer.write_table(of, max_chunksize=3)
            read = parse_arrow(out.getvalue(), file="a")
            assert read.values["text"] == [*(text for text, _ in ROWS), ""]
            assert read.values["label"] == table["label"].to_pylist()
            assert read.nulls == {"text": 1}


def test_a_value_that_repeats_the_one_before_it_is_measured() -> None:
    """Delta-coded texts: each of 400 rows is the same 200 KB, which stand in the file once."""
    text = "".join(chr(33 + (i * i) % 90) for i in range(200_000))
    out = io.BytesIO()
    pq.write_table(
        pa.table({"text": [text] * 400}), out, use_dictionary=False, compression="none",
        column_encoding={"text": "DELTA_BYTE_ARRAY"}, write_statistics=False,
    )  # fmt: skip
    assert len(out.getvalue()) < 2_000_000
    with pytest.raises(DataError) as caught:
        parse_parquet(out.getvalue(), file="a.parquet", max_bytes=20 << 20)
    assert caught.value.code == "TF-DATA-003"
