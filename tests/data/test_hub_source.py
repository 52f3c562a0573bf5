"""Hub data sets: a folder laid out like one, and every refusal that needs no network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenfold.data.hub_source import HubRequest, read_hub
from tenfold.errors import TenfoldError

pytest.importorskip("datasets", reason="datasets, an extra, is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "small"
    (folder / "data").mkdir(parents=True)
    for split, texts in (("train", ["007", "NA", "好"]), ("test", ["d", None])):
        rows = pa.table({"text": texts, "label": [i % 2 for i in range(len(texts))]})
        pq.write_table(rows, folder / "data" / f"{split}-00000-of-00001.parquet")
    (folder / "README.md").write_text(CARD)
    return folder


CARD = """---
license: cc-by-4.0
dataset_info:
  features:
  - name: text
    dtype: string
  - name: label
    dtype:
      class_label:
        names:
          '0': bad
          '1': good
---
# A small one
"""


def refused(request: HubRequest) -> TenfoldError:
    with pytest.raises(TenfoldError) as caught:
        read_hub(request)
    assert caught.value.remedy
    return caught.value


def test_a_folder_in_the_layout_of_the_hub(folder: Path) -> None:
    raw = read_hub(HubRequest(f"hub:{folder}"))
    assert raw.splits == ["train"] * 3 + ["test"] * 2
    assert raw.values["text"] == ["007", "NA", "好", "d", ""]
    assert raw.values["label"] == ["bad", "good", "bad", "bad", "good"]
    (note,) = raw.sources
    assert note.how == "a folder, without a revision; licence cc-by-4.0; configuration default"
    assert note.remarks == ("1 nulls in 'text', read as empty texts",)
    assert note.file == "hub:small"
    assert read_hub(HubRequest(f"hub:{folder}", splits=("test",))).splits == ["test", "test"]


def test_what_is_not_there_is_said(folder: Path) -> None:
    error = refused(HubRequest(f"hub:{folder}", splits=("tset",)))
    assert (error.code, error.remedy) == ("TF-DATA-088", "Did you mean 'test'?")
    assert refused(HubRequest(f"hub:{folder}", config="other")).code == "TF-DATA-088"
    assert refused(HubRequest("hub:../..x")).code == "TF-DATA-088"
    picture = pa.table({"text": [b"\x89PNG"], "label": ["a"]})
    for split in ("train", "test"):
        pq.write_table(picture, folder / "data" / f"{split}-00000-of-00001.parquet")
    (folder / "README.md").unlink()
    assert refused(HubRequest(f"hub:{folder}")).code == "TF-DATA-089"


def test_without_a_network_there_is_one_message(tmp_path: Path) -> None:
    code = (
        "from tenfold.data.hub_source import *\n"
        "from tenfold.errors import DataError\n"
        "try: read_hub(HubRequest('hub:org/name', '86b5e09', ('train',)))\n"
        "except DataError as error: print(error.code, error.where)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path), "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.split() == ["TF-DATA-088", "hub:org/name"]


def test_code_that_a_data_set_brings_is_not_run(folder: Path) -> None:
    (folder / "small.py").write_text("raise SystemExit('ran')")
    error = refused(HubRequest(f"hub:{folder}"))
    assert error.code == "TF-DATA-088"
    assert "scripts are no longer supported" in error.message
