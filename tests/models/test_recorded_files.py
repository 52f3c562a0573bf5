"""`recorded`: files with probabilities or scores, read strictly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tenfold.errors import InputError
from tenfold.models.methods.recorded import Recorded, RecordedParameters, read_recorded

GOOD = "seed,example,a,b\n0,x,0.25,0.75\n0,y,1,0\n1,x,0.5,0.5\n1,y,0,1\n"


def read(tmp_path: Path, content: str | bytes, name: str = "r.csv", **fields: str) -> Recorded:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    parameters = RecordedParameters.model_validate({"file": name, **fields})
    return read_recorded(path, ["a", "b"], parameters=parameters)


def test_probabilities_come_by_seed_and_in_the_order_asked_for(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert sorted(found.predictions) == [0, 1]
    np.testing.assert_array_equal(found.predictions[0].of(["y", "x"]), [[1, 0], [0.25, 0.75]])
    with pytest.raises(InputError, match="1 of 2 test examples have no prediction"):
        found.predictions[0].of(["x", "z"])


def test_columns_may_have_other_names_and_tabs(tmp_path: Path) -> None:
    content = GOOD.replace(",", "\t").replace("seed", "fold")
    assert sorted(read(tmp_path, content, "r.tsv", seed="fold").predictions) == [0, 1]


def test_scores_need_their_metric(tmp_path: Path) -> None:
    assert read(tmp_path, "seed,score\n1,0.8\n0,0.7\n", metric="accuracy").scores == {
        1: 0.8,
        0: 0.7,
    }
    with pytest.raises(InputError, match="of which metric"):
        read(tmp_path, "seed,score\n1,0.8\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GOOD.replace("example", "exmple"), "Did you mean 'exmple'"),
        (GOOD.replace(",b\n", ",c\n"), "no column 'b'"),
        (GOOD.replace("0.25", "0.35"), "sums to 1.1"),
        (GOOD.replace("0.25,0.75", "-0.25,1.25"), "no probabilities"),
        (GOOD.replace("0.25", "nan"), "must be a number. Got 'nan'"),
        (GOOD.replace("0,y", "0,x"), "stands there twice for seed 0"),
        (GOOD.replace("1,x", "one,x"), "whole number. Got 'one'"),
        (GOOD.replace("0,y,1,0", "0,y,1"), "has 3 cells"),
        ("seed,example,a,b\n", "has no rows"),
        ("", "column names"),
        (GOOD.replace("x", "é").encode("latin-1"), "not UTF-8"),
        (GOOD.replace("0,x", '0,"x'), "cannot be read as CSV"),
        ("seed,score\n1,0.8\n1,0.7\n", "seed 1 stands there twice"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    content: str | bytes, message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, content, metric="accuracy")
    assert message in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_recorded(tmp_path / "no.csv", ["a"], parameters=RecordedParameters(file="no.csv"))
