"""Five methods and five seeds: a tenfold study, against what people run today.

Methods: probe, last two layers, full fine-tuning, LoRA (rank 8 on query and value of all layers), AdaLoRA
(12 to 8). Peers (`benchmarks/peers`): the tutorial script, Hugging Face's Trainer with dynamic padding (on
request also under its `bf16`), sentence-transformers with logistic regression, SetFit where it is installed.

Alike on both sides: the rows of train, validation and test of each seed, no text twice, mean pooling
and a linear head, batches of 16, the number of epochs (no early end), validation after each epoch, one
test at the end. The peers' probe is a frozen encoder in the training loop, save for sentence-transformers.
Each side's own: the learning rates (the peers': `methods.py`; tenfold's: its defaults, save where `data.py`
says), the start of the head (random; tenfold's default), float32 against tenfold's numerics profile. At
the end the peers keep their last epoch (what these tools do by default), tenfold the one with the lowest
log loss on validation.

BANKING77 is a fixed subset of 20 a class: on all of it a peer would take hours. There the tutorial script
is left out by default; `--peers tutorial` runs it.

Limits. The peers run first, as one process on all cores, then tenfold: nothing is interleaved here. On a
busy machine two threads of one process wait for each other by spinning, which costs the peers wall and
CPU time (ten times as much was seen): run it on a quiet one, or with `--peer-threads 1` and look at CPU
alone. A peer is measured on `--peer-seeds` seeds and extended to all, which is printed. A tenfold method's
wall time is its steps' seconds divided by the number of processes. Its time to a score takes epochs as
equally long. Validation accuracies move in steps of one example, and a best of several epochs is a little
lucky, on both sides. tenfold's `data add` is not in its time, nor the peers' reading of their rows.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.comparison import Comparison
from benchmarks.data import NAMES, Dataset, MissingDataError, load, tiny
from benchmarks.lab import Lab, declaration, split_built
from benchmarks.methods import ADDED, BATCH_SIZE, FIVE, MethodSetting
from benchmarks.own_runs import OwnStudy, read_study
from benchmarks.peers.material import Material
from benchmarks.peers.process import NAMES as PEERS
from benchmarks.peers.process import PeerResult, run_peer, why_not
from benchmarks.tables import mean_and_range, print_rows
from benchmarks.timing import median_cost

__all__ = ["add_options", "main"]

TRAINING_PEERS = ("tutorial", "trainer", "trainer_bf16")
N_WARM = 3


def add_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--data", nargs="+", choices=NAMES, default=list(NAMES))
    group.add_argument("--methods", nargs="+", choices=list(FIVE), default=list(FIVE))
    group.add_argument("--peers", nargs="*", choices=PEERS, help="default: by data set (data.py)")
    group.add_argument("--seeds", type=int, default=5)
    group.add_argument("--peer-seeds", type=int, default=1, help="how many of them a peer runs")
    group.add_argument("--peer-threads", type=int, help="default: one a core, as torch chooses")
    group.add_argument("--setfit-python", default=sys.executable, help="a Python that has setfit")
    group.add_argument("--tiny", action="store_true", help="try the harness: 3 classes, 1 epoch")


def main(options: argparse.Namespace) -> None:
    for name in options.data:
        try:
            dataset = load(name)
        except MissingDataError as missing:
            print(f"\n{name}: skipped, {missing}")
            continue
        with tempfile.TemporaryDirectory() as folder:
            _DataComparison(tiny(dataset) if options.tiny else dataset, options, Path(folder)).run()


class _DataComparison:
    """All peers and tenfold on one data set."""

    def __init__(self, dataset: Dataset, options: argparse.Namespace, folder: Path) -> None:
        self.dataset, self.options, self.folder = dataset, options, folder
        wanted = [FIVE[name].at(dataset.own_rates.get(name)) for name in options.methods]
        self.settings, self.not_built = split_built(wanted)
        self.peers = dataset.peers if options.peers is None else tuple(options.peers)
        self.n_peer_seeds = min(options.peer_seeds, options.seeds)
        self.material = self._draw()

    def run(self) -> None:
        self._introduce()
        results = {peer: self._run_peer(peer) for peer in self.peers if self._is_there(peer)}
        study = self._run_tenfold()
        for peer, result in results.items():
            if peer in TRAINING_PEERS:
                since = {s.name: s.since(self.dataset.epochs) for s in self.settings}
                self._compare(peer, Comparison(result, study, self.options.seeds, since))
            elif peer == "sentence":
                self._compare_sentence(result)
            else:
                self._compare_setfit(result, study)

    def _declared(self, settings: Sequence[MethodSetting]) -> str:
        methods = "".join(setting.declared(self.dataset.epochs) for setting in settings)
        return declaration(self.dataset.name, methods, seeds=self.options.seeds)

    def _lab(self, name: str) -> Lab:
        lab = Lab(self.folder / name)
        lab.add(self.dataset)
        return lab

    def _draw(self) -> Material:
        """The rows of each seed, drawn in a workspace of their own so that the cold run draws again."""
        lab = self._lab("draws")
        majority = MethodSetting("majority", "majority", 0.0, trains=False)
        lab.write_study("draws", self._declared([majority]))
        material = lab.material("draws", epochs=self.dataset.epochs, batch_size=BATCH_SIZE)
        return dataclasses.replace(material, rates={**material.rates, **self.dataset.rates})

    def _introduce(self) -> None:
        first = self.material.splits[0]
        print(f"\n{self.dataset.name}: {self.dataset.note}.")
        print(
            f"  {len(first.train)} train, {len(first.validation)} validation (one example is "
            f"{1 / len(first.validation):.4f}), {len(first.test)} test; {self.material.n_classes} "
            f"classes; {self.dataset.epochs} epochs, batches of {BATCH_SIZE}, {self.options.seeds} seeds"
        )
        rates = ", ".join(f"{s.name} {self.material.rates[s.name]:g}" for s in self.settings)
        print(f"  the training peers' learning rates: {rates}; peers run first, then tenfold")
        own = ", ".join(f"{name} {rate:g}" for name, rate in self.dataset.own_rates.items())
        print(f"  tenfold's own: its defaults{', but ' + own if own else ''}")
        if self.not_built:
            print(f"  left out, this version does not have their kind: {', '.join(self.not_built)}")

    def _is_there(self, peer: str) -> bool:
        reason = why_not(peer, self._python(peer))
        if reason is not None:
            option = " (see --setfit-python)" if peer == "setfit_peer" else ""
            print(f"  {peer}: skipped, {reason}{option}")
        return reason is None

    def _python(self, peer: str) -> str:
        return str(self.options.setfit_python) if peer == "setfit_peer" else sys.executable

    def _run_peer(self, peer: str) -> PeerResult:
        seeds = range(self.options.seeds if peer == "sentence" else self.n_peer_seeds)
        methods = [setting.name for setting in self.settings]
        if peer not in TRAINING_PEERS:
            methods = ["probe" if peer == "sentence" else "setfit"]
        result = run_peer(
            peer,
            self.material,
            methods=methods,
            seeds=list(seeds),
            python=self._python(peer),
            threads=self.options.peer_threads,
        )
        print(
            f"\n  {peer}: measured {len(seeds)} of {self.options.seeds} seeds; start-up "
            f"{result.start.wall:.1f} s wall, {result.start.cpu:.1f} s CPU"
        )
        for run in result.runs:
            curve = " ".join(f"{point.validation_accuracy:.3f}" for point in run.curve)
            print(
                f"    {run.method:<8} seed {run.seed}: {run.cost.wall:7.1f} s wall "
                f"{run.cost.cpu:7.1f} s CPU; validation {curve}; test {run.test_accuracy:.4f}",
                flush=True,
            )
        return result

    def _run_tenfold(self) -> OwnStudy:
        lab = self._lab("lab")
        lab.write_study("five", self._declared(self.settings))
        cold = lab.run("five")
        study = read_study(lab.study("five"), cold)
        self._refuse_other_rows(lab)
        print(f"\n  tenfold, from nothing: {cold.wall:.1f} s wall, {cold.cpu:.1f} s CPU")
        shared = ", ".join(f"{n} {c.cpu:.1f} s" for n, c in study.shared.items())
        print(f"    of which CPU of shared steps: {shared}")
        for run in study.runs.values():
            curve = " ".join(f"{accuracy:.3f}" for _, accuracy in run.curve)
            print(
                f"    {run.method:<8} seed {run.seed}: fit {run.fit.cpu:7.1f} s CPU, predict "
                f"{run.predict.cpu:6.1f}; validation {curve}; test {run.test_accuracy:.4f}"
            )
        self._refuse_other_epochs(study)
        warm = median_cost([lab.run("five") for _ in range(N_WARM)])
        print(
            f"  tenfold again, all reused: {warm.wall:.1f} s wall, {warm.cpu:.1f} s CPU (median of {N_WARM})"
        )
        self._add_one(lab)
        return study

    def _refuse_other_rows(self, lab: Lab) -> None:
        again = lab.material("five", epochs=self.dataset.epochs, batch_size=BATCH_SIZE)
        if again.splits != self.material.splits or again.texts != self.material.texts:
            raise SystemExit(
                "the peers' rows are not the study's: the comparison would mean nothing"
            )

    def _refuse_other_epochs(self, study: OwnStudy) -> None:
        trained = {setting.name for setting in self.settings if setting.trains}
        short = [
            f"{run.method} seed {run.seed}: {run.n_epochs}"
            for run in study.runs.values()
            if run.method in trained and run.n_epochs != self.dataset.epochs
        ]
        if short:
            print(f"    NOT AT EQUAL EPOCHS ({self.dataset.epochs}): {'; '.join(short)}")

    def _add_one(self, lab: Lab) -> None:
        """What one method more costs in a workspace that has the others."""
        built, _ = split_built([ADDED])
        added = built[0] if built else MethodSetting("words", "tfidf", 0.0, trains=False)
        lab.write_study("five", self._declared([*self.settings, added]))
        cost = lab.run("five")
        study = read_study(lab.study("five"), cost)
        own = sum(run.cost.cpu for run in study.of(added.name))
        print(
            f"  one method added ({added.name}, {self.options.seeds} seeds): {cost.wall:.1f} s wall, "
            f"{cost.cpu:.1f} s CPU, {own:.1f} of it in its own runs"
        )

    def _compare(self, peer: str, both: Comparison) -> None:
        methods = both.methods
        print(
            f"\n  == {self.dataset.name}: tenfold against {peer}; measured {both.n_measured} of "
            f"{both.n_seeds} seeds; total = start-up + {both.factor:g} x measured =="
        )
        print_rows(
            "  At equal epochs (a method: its runs; whole study: all, from nothing)",
            [*(both.equal_epochs(m) for m in methods), both.equal_epochs_total()],
        )
        best = [both.to_best([m], m) for m in methods]
        print_rows(
            "  To the peer's best validation accuracy, both first reaching it (a method: alone, with all "
            "that is shared)",
            [*best, both.to_best(methods, "whole study")],
        )
        final = [both.to_final([m], m) for m in methods]
        print_rows(
            "  The peer's whole runs, and tenfold until it has the validation accuracy they ended with",
            [*final, both.to_final(methods, "whole study")],
        )
        print("\n  Test accuracy at the end, mean (range) over seeds")
        for method in methods:
            theirs = [run.test_accuracy for run, _ in both.measured([method])]
            same = [own.test_accuracy for _, own in both.measured([method])]
            every = [own.test_accuracy for own in both.study.of(method)]
            print(
                f"    {method:<10} {peer} {mean_and_range(theirs)}; tenfold, same seeds "
                f"{mean_and_range(same)}; all seeds {mean_and_range(every)}"
            )

    def _compare_sentence(self, result: PeerResult) -> None:
        """Both for the probe alone, all seeds, each in a process from nothing."""
        lab = self._lab("probe-alone")
        lab.write_study("probe", self._declared([FIVE["probe"]]))
        study = read_study(lab.study("probe"), lab.run("probe"))
        both = Comparison(result, study, self.options.seeds)
        print_rows(
            f"  == {self.dataset.name}: the probe alone, all seeds measured, against "
            "sentence-transformers + logistic regression (embeds once) ==",
            [both.equal_epochs_total()],
        )
        theirs = [run.test_accuracy for run in result.runs]
        own = [run.test_accuracy for run in study.of("probe")]
        print(f"    test accuracy: {mean_and_range(theirs)}; tenfold {mean_and_range(own)}")

    def _compare_setfit(self, result: PeerResult, study: OwnStudy) -> None:
        """Whatever tenfold has, until it has SetFit's validation accuracy."""
        print(f"\n  == {self.dataset.name}: SetFit, and each of tenfold's methods to its score ==")
        for run in result.runs:
            print(
                f"    SetFit seed {run.seed}: {run.cost.wall:.1f} s wall, {run.cost.cpu:.1f} s CPU; "
                f"validation {run.final:.4f}, test {run.test_accuracy:.4f}"
            )
            for setting in self.settings:
                own = study.runs[setting.name, run.seed]
                reached = own.cost_to(run.final)
                if reached is None:
                    print(
                        f"      {setting.name:<8} does not reach it; test {own.test_accuracy:.4f}"
                    )
                    continue
                cpu = study.fixed.cpu + reached.cpu
                print(
                    f"      {setting.name:<8} {cpu:7.1f} s CPU with all that is shared, "
                    f"{run.cost.cpu / cpu:.1f}x; test {own.test_accuracy:.4f}"
                )
