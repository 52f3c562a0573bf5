"""Draw who is in train, validation and test, for every seed of a study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.data import splits
from tenfold.data.dataset import Dataset
from tenfold.errors import DataError, InputError, nearest
from tenfold.models.frozen import chunk_texts
from tenfold.store.digests import digest_json
from tenfold.study.examples import existing_file, load_dataset, load_examples, test_file

if TYPE_CHECKING:
    from tenfold.findings import Finding
    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration
    from tenfold.study.overlapping import SharedTexts

    Indices = np.ndarray[Any, np.dtype[np.int64]]

__all__ = ["Draws", "all_sizes"]

_TEST_FRACTION = 0.25


def all_sizes(declaration: Declaration) -> set[int | str]:
    return {
        declaration.size_of(method, condition)
        for method in declaration.methods
        for condition in declaration.sizes
    }


class Draws:
    """Carries the draws of one declaration out."""

    def __init__(self, workspace: Workspace, declaration: Declaration) -> None:
        self.workspace = workspace
        self.declaration = declaration
        self.data = declaration.data
        self.examples = load_examples(workspace, declaration)
        self.classes = sorted(set(self.examples.labels))
        index = {name: i for i, name in enumerate(self.classes)}
        self.labels = np.array([index[label] for label in self.examples.labels], dtype=np.int64)
        self.unused: dict[str, int] = {}
        self.is_drawn = True
        self.arrays: dict[str, Indices] = {}
        self.digests: dict[str, str] = {}
        self.n_dropped = 0

    def outputs(self) -> dict[str, str]:
        if len(self.classes) < 2:
            raise DataError(
                f"all examples have one label: {self.classes[0]!r}."
                if self.classes
                else "no examples.",
                code="TF-DATA-012",
                where=self.data.use,
                remedy="Name the right column with `label`; a study needs two classes or more.",
            )
        redrawn = self.data.resample == "split"
        seeds = range(max(self.declaration.looks))
        overlaps = []
        for seed in seeds if redrawn else [0]:
            pool, test, validation = self._draw_test(seed if redrawn else None)
            outside = pool if validation is None else np.union1d(pool, validation)
            overlap = self._overlap(outside, test)
            overlaps.append(overlap)
            if self.data.overlap == "drop":
                dropped = outside[overlap.train_positions()]
                pool = np.setdiff1d(pool, dropped)
                validation = None if validation is None else np.setdiff1d(validation, dropped)
                self.n_dropped = max(self.n_dropped, len(dropped))
            suffix = f"/{seed}" if redrawn else ""
            self.arrays[f"pool{suffix}"], self.arrays[f"test{suffix}"] = pool, test
            self.digests[f"test{suffix}"] = self._text_digest(test)
            self.digests[f"truth{suffix}"] = self._truth_digest(test)
            self.digests[f"ids{suffix}"] = digest_json(
                [self.examples.ids[i] for i in test.tolist()]
            )
            for each in [seed] if redrawn else seeds:
                self._draw_training(pool, validation, each)
        chunks = self._lay_out(redrawn)
        # Of redrawn test sets the one that shares most speaks for all: a leak in any of them blocks.
        worst = max(overlaps, key=lambda found: len(found.test_positions()))
        facts = self._facts(worst, redrawn)
        artifacts = self.workspace.artifacts
        return {
            **self._own_vectors(),
            "indices": artifacts.put_arrays(self.arrays),
            "texts": artifacts.put_json({"ids": self.examples.ids, "texts": self.examples.texts}),
            "facts": artifacts.put_json({**facts, "chunks": chunks}),
        }

    def _own_vectors(self) -> dict[str, str]:
        """The data's own vectors, one row an example in our order; nothing where it has texts."""
        if self.data.features is None:
            return {}
        from tenfold.data.vectors import read_features

        path = existing_file(self.workspace, self.data.features, "data.features")
        ids = self.examples.ids if self.data.id is not None else None
        vectors = read_features(path).matched(ids, len(self.examples), where=self.data.features)
        return {"features": self.workspace.artifacts.put_arrays({"vectors": vectors})}

    def _lay_out(self, redrawn: bool) -> dict[str, list[dict[str, Any]]]:
        """Cut the distinct texts of each side into the chunks that an encoder takes.

        The sides are apart so that trying a study encodes no test text; where every seed redraws the
        test set there is one side. `row/SIDE[example]` is the row of the example's text in the
        side's chunks put together, -1 for examples of the other side.
        """
        texts = self.examples.texts
        if texts is None:
            return {}
        everyone = np.arange(len(texts))
        test = self.arrays.get("test", everyone[:0])
        sides = (
            {"all": everyone} if redrawn else {"train": np.setdiff1d(everyone, test), "test": test}
        )
        layout = {}
        for side, members in sides.items():
            chunks = chunk_texts([texts[i] for i in members.tolist()])
            rows = {text: row for row, text in enumerate(t for chunk in chunks for t in chunk)}
            position = np.full(len(texts), -1, dtype=np.int64)
            position[members] = [rows[texts[i]] for i in members.tolist()]
            self.arrays[f"row/{side}"] = position
            layout[side] = [{"n": len(chunk), "digest": digest_json(chunk)} for chunk in chunks]
        return layout

    def _draw_test(self, seed: int | None) -> tuple[Indices, Indices, Indices | None]:
        """Pool, test, and a given validation split, as sorted indices of examples."""
        names = self.examples.splits
        wanted = self._test_name(names)
        if wanted is not None and names is not None:
            if seed is not None:
                raise InputError(
                    f"cannot redraw the test set: the data bring one, the split {wanted!r}.",
                    where="data.resample",
                    remedy="Leave `resample` out, or give `test` as a fraction to draw from all rows.",
                )
            validation = self.data.validation if isinstance(self.data.validation, str) else None
            given = splits.given_test(names, wanted, validation)
            self.unused, self.is_drawn = given.unused, False
            return given.pool, given.test, given.validation
        if isinstance(self.data.validation, str):
            raise InputError(
                f"there is no split {self.data.validation!r}.",
                where="data.validation",
                remedy="Give a fraction, such as 0.2.",
            )
        fraction = self.data.test if isinstance(self.data.test, float) else _TEST_FRACTION
        pool, test = splits.draw_test(
            self.examples.labels,
            fraction=fraction,
            groups=self.examples.groups,
            seed=self._split_seed(seed),
        )
        return pool, test, None

    def _split_seed(self, seed: int | None) -> int:
        """Redrawn test sets have a stream of their own for each seed."""
        return self.data.split_seed if seed is None else self.data.split_seed + 1 + seed

    def _test_name(self, names: Sequence[str] | None) -> str | None:
        test = self.data.test
        if isinstance(test, float):
            return None
        if test is None:
            return "test" if names is not None and "test" in names else None
        if names is not None and test_file(self.workspace, self.declaration) is not None:
            return "test"
        if names is None or test not in names:
            known = sorted(set(names)) if names else []
            raise DataError(
                f"{test!r} is neither a split of the data nor a file.",
                where="data.test",
                remedy=nearest(test, known)
                if known
                else "Give a fraction such as 0.25, or the path "
                "of a file, relative to the workspace's folder.",
            )
        return test

    def _overlap(self, pool: Indices, test: Indices) -> SharedTexts:
        from tenfold.study.overlapping import shared_texts

        texts = self.examples.texts
        # Vectors without texts: the ids say what is the same example.
        said = self.examples.ids if texts is None else texts
        return shared_texts(
            [said[i] for i in pool], [said[i] for i in test], are_texts=texts is not None
        )

    def _draw_training(self, pool: Indices, given: Indices | None, seed: int) -> None:
        for size in sorted(all_sizes(self.declaration), key=str):
            per_class = None if size == "all" else int(size)
            subset = splits.draw_subset(self.examples.labels, pool, per_class=per_class, seed=seed)
            if given is not None:
                train, validation = subset, given
            elif self.data.validation == 0:
                train, validation = subset, np.array([], dtype=np.int64)
            else:
                train, validation = splits.draw_validation(
                    self.examples.labels,
                    subset,
                    fraction=float(self.data.validation),
                    groups=self.examples.groups,
                    seed=seed,
                )
            for part, indices in (("train", train), ("validation", validation)):
                self.arrays[f"{part}/{size}/{seed}"] = indices
                self.digests[f"{part}/{size}/{seed}"] = digest_json(
                    [self._text_digest(indices), self.labels[indices].tolist(), self.classes]
                )

    def _text_digest(self, indices: Indices) -> str:
        texts = self.examples.texts
        source = self.examples.ids if texts is None else texts
        return digest_json([source[i] for i in indices.tolist()])

    def _truth_digest(self, test: Indices) -> str:
        ids = self.examples.ids
        return digest_json(
            [[ids[i] for i in test.tolist()], self.labels[test].tolist(), self.classes]
        )

    def _facts(self, overlap: SharedTexts, redrawn: bool) -> dict[str, Any]:
        dataset = load_dataset(self.workspace, self.declaration, self.data.use)
        suffix = "/0" if redrawn else ""
        pool, test = self.arrays[f"pool{suffix}"], self.arrays[f"test{suffix}"]
        fitted = {
            key.removeprefix("train/"): np.bincount(
                self.labels[indices], minlength=len(self.classes)
            ).tolist()
            for key, indices in self.arrays.items()
            if key.startswith("train/")
        }
        return {
            "name": dataset.name,
            "number": dataset.number,
            "version": dataset.digest,
            "classes": self.classes,
            "redrawn": redrawn,
            "columns": [dataset.text_column, dataset.label_column, dataset.id_column],
            "test": self._test_in_words(),
            "stratified": self.is_drawn and self.data.group is None,
            "n_examples": len(self.examples),
            "n_test": len(test),
            "n_pool": len(pool),
            "pool_counts": np.bincount(self.labels[pool], minlength=len(self.classes)).tolist(),
            "fitted_counts": fitted,
            "n_dropped": self.n_dropped,
            "unused_splits": self.unused,
            "n_overlapping": len(overlap.test_positions()),
            "n_near": len(overlap.near.test_positions()) if overlap.near else 0,
            "findings": [f.to_json() for f in self._findings(dataset, overlap)],
            "digests": self.digests,
        }

    def _test_in_words(self) -> str:
        """What the test set is, whether it was spelled out or left to the default."""
        if self.is_drawn:
            test = self.data.test
            return f"drawn {test if isinstance(test, float) else _TEST_FRACTION:g}"
        return f"split {self._test_name(self.examples.splits)}"

    def _findings(self, dataset: Dataset, overlap: SharedTexts) -> list[Finding]:
        from tenfold.desk.audit import audit_dataset

        test = self.arrays.get("test", self.arrays.get("test/0"))
        assert test is not None
        found = overlap.findings(self.data.overlap, test.tolist())
        codes = {finding.code for finding in found}
        closed = [row for row in test.tolist() if row < len(dataset)]  # a test file's come after
        audit = audit_dataset(dataset, closed=closed)
        others = [finding for finding in audit if finding.code not in codes]
        return [*found, *self._groups_on_both_sides(test.tolist()), *others]

    def _groups_on_both_sides(self, test: list[int]) -> list[Finding]:
        """TF-DATA-031, where the sides are given: a draw of ours keeps groups together."""
        groups = self.examples.groups
        pool = self.arrays.get("pool")
        if groups is None or self.examples.splits is None or pool is None:
            return []
        from tenfold.desk.checks.groups import split_groups

        return [split_groups([groups[i] for i in pool.tolist()], [groups[i] for i in test])]
