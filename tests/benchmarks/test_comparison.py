"""The arithmetic of `benchmarks.comparison`, on runs written by hand."""

from __future__ import annotations

import pytest
from benchmarks.comparison import Comparison
from benchmarks.own_runs import OwnRun, OwnStudy
from benchmarks.peers.process import PeerResult
from benchmarks.peers.run import PeerRun, Point, read_runs, save_runs
from benchmarks.timing import Cost


def peer_run(method: str, scores: list[float]) -> PeerRun:
    """Ten seconds an epoch (20 of CPU), and two (4) for the test."""
    curve = [Point(i, Cost(10.0, 20.0) * i, score) for i, score in enumerate(scores, start=1)]
    return PeerRun(method, 0, curve, curve[-1].cost + Cost(2, 4), Cost(2, 4), 0.9)


def own_run(method: str, seed: int, curve: list[tuple[int, float]], fit: float = 8.0) -> OwnRun:
    return OwnRun(method, seed, tuple(curve), Cost(fit, fit), Cost(1, 1), 0.9)


@pytest.fixture
def both() -> Comparison:
    """One of five seeds measured; tenfold's second epoch has what the peer's best, its third, had."""
    curve = [(0, 0.2), (1, 0.6), (2, 0.8), (3, 0.9), (4, 0.9)]
    runs = {("full", seed): own_run("full", seed, curve) for seed in range(5)}
    runs |= {("probe", seed): own_run("probe", seed, [(1, 0.5)], fit=2.0) for seed in range(5)}
    study = OwnStudy(Cost(100, 80), runs, {}, n_processes=2)
    peer = PeerResult([peer_run("full", [0.1, 0.5, 0.8, 0.7])], Cost(3, 3))
    return Comparison(peer, study, n_seeds=5)


def test_equal_epochs_extends_the_peer_alone(both: Comparison) -> None:
    row = both.equal_epochs("full")
    assert row.peer == Cost(42 * 5, 84 * 5)
    assert row.own == Cost(9 * 5 / 2, 9 * 5)


def test_whole_study_leaves_out_what_the_peer_does_not_have(both: Comparison) -> None:
    row = both.equal_epochs_total()
    assert row.peer == Cost(3 + 210, 3 + 420)
    assert row.own == Cost(100 - 5 * 3 / 2, 80 - 5 * 3)


def test_time_to_the_best_score_counts_epochs_starts_and_all_that_is_shared(
    both: Comparison,
) -> None:
    row = both.to_best(["full"], "full")
    assert row.peer == Cost(3 + (30 + 2) * 5, 3 + (60 + 4) * 5)
    fixed = Cost(100 - 5 * 12 / 2, 80 - 5 * 12)
    own = 8 * 2 / 4 + 1 + 2  # two of four epochs, the test, and the probe that it starts from
    assert row.own == Cost(fixed.wall + own * 5 / 2, fixed.cpu + own * 5)


def test_time_to_the_final_score_takes_the_peers_whole_run(both: Comparison) -> None:
    assert both.to_final(["full"], "full").peer == Cost(3 + 42 * 5, 3 + 84 * 5)


def test_a_score_never_reached_is_left_out_on_both_sides(both: Comparison) -> None:
    better = Comparison(PeerResult([peer_run("full", [0.95])], Cost()), both.study, n_seeds=5)
    row = better.to_best(["full"], "full")
    assert (row.n_reached, row.n_pairs) == (0, 1)
    assert row.ratio is None


def test_epochs_before_a_method_is_settled_reach_nothing(both: Comparison) -> None:
    settled = Comparison(both.peer, both.study, n_seeds=5, since={"full": 4})
    row = settled.to_best(["full"], "full")
    assert row.peer == Cost(3 + (40 + 2) * 5, 3 + (80 + 4) * 5)
    assert row.own.cpu == 80 - 5 * 12 + (8 + 1 + 2) * 5


def test_a_score_that_the_start_has_costs_no_epoch() -> None:
    reached = own_run("full", 0, [(0, 0.9), (1, 0.8)]).cost_to(0.85)
    assert reached == Cost(1, 1)


def test_runs_read_back_as_they_were_saved(tmp_path) -> None:
    runs = [peer_run("lora", [0.1, 0.4])]
    save_runs(tmp_path / "runs.json", runs)
    assert read_runs(tmp_path / "runs.json") == runs
