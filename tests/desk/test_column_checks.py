"""Time, groups and attributes: what is planted is found; test labels play no part."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from tenfold.data.dataset import Dataset
from tenfold.data.raw import RawTable
from tenfold.data.roles import Roles
from tenfold.desk.association import association
from tenfold.desk.audit import audit_dataset
from tenfold.desk.checks.group_column import groups_finding
from tenfold.desk.checks.representation import representation
from tenfold.desk.checks.times import times_finding
from tenfold.desk.moments import moments_of
from tenfold.desk.options import AuditOptions
from tenfold.desk.wilson import wilson
from tenfold.errors import DataError

N = 600
DAYS = [(date(2020, 1, 1) + timedelta(days=i)).isoformat() for i in range(N)]
RANDOM = Random(0)
LABELS = [RANDOM.choice("ab") for _ in range(N)]
ALL = list(range(N))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-11-25", "2024-11-25"),
        ("2024-11-25T12:30:00Z", "2024-11-25"),
        ("2024-11-25 23:30:00-08:00", "2024-11-26"),
        ("25.11.2024", "2024-11-25"),
        ("11/25/2024 08:15", "2024-11-25"),
        ("25/11/24", "2024-11-25"),
        ("2024年11月25日", "2024-11-25"),
        ("2024/11/25 08:15:30", "2024-11-25"),
        ("25 Nov 2024", "2024-11-25"),
        ("November 25, 2024", "2024-11-25"),
        ("Mon Nov 25 12:00:00 +0000 2024", "2024-11-25"),
        ("2024-11", "2024-11-01"),
        ("2024", "2024-01-01"),
        ("1732500000", "2024-11-25"),
        ("1732500000000", "2024-11-25"),
    ],
)
def test_times_as_people_write_them(value: str, day: str) -> None:
    assert datetime.fromtimestamp(moments_of([value])[0], UTC).date().isoformat() == day


@given(st.dates(min_value=date(1970, 1, 2)))
def test_a_day_is_read_back_in_each_form_whose_order_is_known(day: date) -> None:
    want = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    month_first = ["12/31/2000", f"{day.month}/{day.day}/{day.year}"]
    for value in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.day}.{day.month}.{day.year}",
    ):
        assert moments_of([value])[0] == want or (value.count(".") == 2 and day.day <= 12)
    assert moments_of(month_first)[1] == want


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=16), max_size=6))
def test_any_values_are_times_or_not(values: list[str]) -> None:
    assert moments_of(values).shape == (len(values),)
    times_finding(values, ["a"] * len(values), range(len(values)))


def test_time_is_clean_where_test_is_the_latest_and_labels_do_not_drift() -> None:
    """Chance gives a drift (p < 0.001 and V of 0.1) to fewer than 1 in 1,000 draws; this one is fixed."""
    splits = ["train"] * 500 + ["test"] * 100
    finding = times_finding(DAYS, LABELS[:500], range(500), splits)
    assert (finding.state, finding.severity) == ("clean", "note")
    assert "2020-01-01 to 2021-08-22" in finding.message


def test_a_draw_across_time_a_test_from_the_past_and_a_drift() -> None:
    mixed = ["test" if i % 5 == 0 else "train" for i in ALL]
    rows = [i for i in ALL if mixed[i] != "test"]
    finding = times_finding(DAYS, [LABELS[i] for i in rows], rows, mixed)
    assert (finding.state, finding.severity) == ("found", "note")
    assert "say nothing about the future" in finding.message

    older = ["test"] * 100 + ["train"] * 500
    finding = times_finding(DAYS, LABELS[100:], range(100, N), older)
    assert (finding.state, finding.severity) == ("found", "warn")

    drifting = ["a" if i < N / 2 else "b" for i in ALL]
    finding = times_finding(DAYS, drifting, ALL)
    assert finding.severity == "warn"
    assert "changes over time" in finding.message
    assert [period["n"] for period in finding.details["periods"]] == [60] * 10


def test_values_that_are_no_times() -> None:
    finding = times_finding(["soon", *DAYS[1:]], LABELS, ALL)
    assert (finding.count, finding.places[0].row, finding.places[0].excerpt) == (1, 1, "soon")
    assert times_finding(["soon"] * N, LABELS, ALL).state == "skipped"


def test_groups_on_several_sides_and_groups_that_tell_the_label() -> None:
    groups = [f"patient {i // 4}" for i in ALL]
    by_group = ["train" if i < 400 else "test" for i in ALL]
    assert groups_finding(groups, LABELS[:400], range(400), by_group).state == "clean"

    mixed = [("train", "dev", "test")[i % 3] for i in ALL]
    rows = [i for i in ALL if mixed[i] != "test"]
    finding = groups_finding(groups, [LABELS[i] for i in rows], rows, mixed)
    assert (finding.severity, finding.count) == ("warn", 150)
    assert finding.places[0].excerpt == "patient 0: train, dev, test"

    constant = ["ab"[(i // 4) % 2] for i in ALL]
    finding = groups_finding(groups, constant, ALL)
    assert (finding.state, finding.severity) == ("found", "note")
    assert "tells the label in 100%" in finding.message


def test_few_groups_and_rows_without_one() -> None:
    finding = groups_finding(["a", "b", "", "a"] * 30, ["x", "y"] * 60, range(120))
    assert finding.severity == "warn"
    assert "2 groups" in finding.message
    assert "30 rows have no group" in finding.message


def test_values_that_are_rare_missing_or_apart_in_their_labels() -> None:
    sex = ["f" if i % 2 else "m" for i in ALL]
    assert representation({"sex": sex}, LABELS, ALL).state == "clean"

    site = ["north"] * 585 + ["south"] * 10 + [""] * 5
    finding = representation({"sex": sex, "site": site}, LABELS, ALL)
    assert (finding.severity, finding.count) == ("warn", 1)
    assert finding.details["attributes"]["site"]["n_missing"] == 5
    assert "south: 10 rows" in finding.places[0].excerpt

    skewed = ["a" if who == "f" and i % 9 else "b" for i, who in enumerate(sex)]
    finding = representation({"sex": sex}, skewed, ALL)
    assert finding.count == 1
    assert "label rates differ" in finding.message
    rates = finding.details["attributes"]["sex"]["values"]["f"]["rates"]
    assert rates["a"]["low"] < rates["a"]["rate"] < rates["a"]["high"]


def test_ages_are_cut_at_their_quartiles() -> None:
    ages = [str(20 + i % 60) for i in ALL]
    values = representation({"age": ages}, LABELS, ALL).details["attributes"]["age"]["values"]
    assert len(values) == 4
    assert sum(value["n"] for value in values.values()) == N


@given(st.integers(0, 60), st.integers(1, 60))
def test_wilson_against_statsmodels(k: int, n: int) -> None:
    k = min(k, n)
    low, high = proportion_confint(k, n, method="wilson")
    assert wilson(k, n) == pytest.approx((low, high), abs=1e-9)


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("ab")), max_size=60))
def test_association_is_symmetric_and_between_0_and_1(pairs: list[tuple[str, str]]) -> None:
    one, two = [a for a, _ in pairs], [b for _, b in pairs]
    there, back = association(one, two), association(two, one)
    assert there.v == pytest.approx(back.v)
    assert 0 <= there.v <= 1
    assert 0 <= there.p <= 1


def test_labels_of_the_test_split_change_no_finding() -> None:
    splits = ["test" if i % 3 == 0 else "train" for i in ALL]
    values = {
        "text": [f"{LABELS[i]} text {i}" for i in ALL],
        "when": DAYS,
        "who": [f"p{i // 5}" for i in ALL],
        "sex": ["fm"[i % 2] for i in ALL],
    }
    options = AuditOptions(group="who", time="when", attributes=("sex",))
    codes = {f"TF-DATA-{n:03d}" for n in (48, 49, 52, 53, 54)}
    seen = []
    for other in ("a", "b"):
        labels = [
            other if split == "test" else label for split, label in zip(splits, LABELS, strict=True)
        ]
        raw = RawTable(
            ("text", "when", "who", "sex", "label"), {**values, "label": labels}, splits=splits
        )
        dataset = Dataset.of(raw, Roles("text", "label", None), name="d")
        from tenfold.desk.examined import Examined
        from tenfold.desk.registry import checks

        examined = Examined(dataset, options=options)
        seen.append([check.look(examined) for check in checks() if check.code in codes])
    assert len(seen[0]) == 5
    assert seen[0] == seen[1]


def test_a_column_that_is_not_there_is_an_error_with_the_nearest_name() -> None:
    raw = RawTable(("text", "label"), {"text": ["a", "b"], "label": ["x", "y"]})
    dataset = Dataset.of(raw, Roles("text", "label", None), name="d")
    for options in (
        AuditOptions(time="whenn"),
        AuditOptions(group="g"),
        AuditOptions(attributes=("s",)),
    ):
        with pytest.raises(DataError, match="no column"):
            audit_dataset(dataset, options=options)


def test_moments_of_one_column_agree_on_what_comes_first() -> None:
    read = moments_of(["1/2/2024", "3/31/2024"])
    assert datetime.fromtimestamp(read[0], UTC).date() == date(2024, 1, 2)
    assert datetime.fromtimestamp(moments_of(["1/2/2024"])[0], UTC).date() == date(2024, 2, 1)
    assert np.isnan(moments_of(["31/31/2024"])[0])
