"""Ways to find near copies, each as a process of its own, so that its peak memory is its own.

`python -m benchmarks.peers.near NAME texts.json out.json` writes the pairs and what they took. The
imports are not timed.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.timing import Watch

__all__ = ["NAMES", "main"]

Pairs = Iterable[tuple[int, int]]

_PERMUTATIONS = 128
_THRESHOLD = 0.7
"""Words in common to words of either: 3 replaced of 20 leave 0.74."""
_BANDS, _ROWS = 20, 4
"""At 0.74 a pair shares none of the bands with odds of 8 in 10,000."""


def tenfold() -> Callable[[list[str]], Pairs]:
    from scipy.sparse import csgraph  # noqa: F401 - imported late by groups()

    from tenfold.desk.near.near_texts import near_texts

    def find(texts: list[str]) -> Pairs:
        found = near_texts(texts)
        first: dict[int, int] = {}
        pairs = []
        for position, wording in enumerate(found.wording.tolist()):
            if wording >= 0 and first.setdefault(wording, position) != position:
                pairs.append((first[wording], position))
        near = zip(found.left.tolist(), found.right.tolist(), strict=True)
        return pairs + [(first[left], first[right]) for left, right in near]

    return find


def datasketch() -> Callable[[list[str]], Pairs]:
    """The loop of its documentation, on the words that tenfold compares."""
    from datasketch import MinHash, MinHashLSH

    from tenfold.desk.near.words import words

    def find(texts: list[str]) -> Pairs:
        index = MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)
        pairs = []
        for position, text in enumerate(texts):
            sketch = MinHash(num_perm=_PERMUTATIONS)
            sketch.update_batch([word.encode() for word in set(words(text))])
            pairs += [(other, position) for other in index.query(sketch)]
            index.insert(position, sketch)
        return pairs

    return find


def rensa() -> Callable[[list[str]], Pairs]:
    """Its sketches in bands of our own, and each candidate compared word by word."""
    from rensa import RMinHash

    from tenfold.desk.near.scatter import scattered
    from tenfold.desk.near.word_table import word_table

    def find(texts: list[str]) -> Pairs:
        table = word_table(texts)
        hashes = scattered(table.ids.astype(np.uint64))
        offsets = np.append(table.starts, len(table.ids)).astype(np.uint64)
        sketches = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, _BANDS * _ROWS, 1)
        return _verified(table, np.array(sketches.to_rows(), dtype=np.uint64))

    return find


def numpy_minhash() -> Callable[[list[str]], Pairs]:
    """The same with sketches by numpy: one pass over all words for each permutation."""
    from tenfold.desk.near.scatter import scattered
    from tenfold.desk.near.word_table import word_table

    def find(texts: list[str]) -> Pairs:
        table = word_table(texts)
        hashes = table.ids.astype(np.uint64)
        sketches = np.empty((len(texts), _BANDS * _ROWS), dtype=np.uint64)
        for column in range(sketches.shape[1]):
            mixed = scattered(hashes + np.uint64(column << 40))
            sketches[:, column] = np.minimum.reduceat(mixed, table.starts)
        return _verified(table, sketches)

    return find


def text_dedup() -> Callable[[list[str]], Pairs]:
    """Its command, start and imports timed too.

    It keeps one row of a cluster: a row that it drops is paired with itself.
    """
    from datasets import load_from_disk

    def find(texts: list[str]) -> Pairs:
        with tempfile.TemporaryDirectory() as folder:
            rows = [json.dumps({"text": text, "at": at}) + "\n" for at, text in enumerate(texts)]
            Path(folder, "texts.jsonl").write_text("".join(rows), encoding="utf-8")
            words = ["--path", "json", "--data_files", f"{folder}/texts.jsonl", "--split", "train"]
            words += ["--column", "text", "--output", f"{folder}/out", "--ngram", "1"]
            words += ["--cache_dir", f"{folder}/cache", "--min_length", "1"]
            words += ["--threshold", str(_THRESHOLD), "--num_perm", str(_PERMUTATIONS)]
            command = [sys.executable, "-m", "text_dedup.minhash", *words]
            subprocess.run(command, check=True, capture_output=True)
            kept = set(load_from_disk(f"{folder}/out")["at"])
        return [(at, at) for at in range(len(texts)) if at not in kept]

    return find


def semhash() -> Callable[[list[str]], Pairs]:
    """With a random vector a word in place of a model that it would have to fetch."""
    from model2vec import StaticModel
    from semhash import SemHash
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    def find(texts: list[str]) -> Pairs:
        vocabulary = sorted({word for text in texts for word in _plain(text)})
        numbers = {word: number for number, word in enumerate(["[UNK]", *vocabulary])}
        tokenizer = Tokenizer(models.WordLevel(numbers, unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.Lowercase()
        tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
        vectors = np.random.default_rng(0).normal(size=(len(numbers), 256)).astype(np.float32)
        index = SemHash.from_records(texts, model=StaticModel(vectors, tokenizer))
        place = {text: at for at, text in enumerate(texts)}
        found = index.self_deduplicate(threshold=0.8).filtered
        return [(place[d.record], place[other]) for d in found for other, _ in d.duplicates]

    return find


def _plain(text: str) -> list[str]:
    return text.lower().replace(",", " ").replace(".", " ").split()


def _verified(table: Any, sketches: np.ndarray[Any, Any]) -> Pairs:
    """Pairs that share a band, buckets of more than 100 left out, within the allowed edits."""
    from tenfold.desk.near.edits import count_edits
    from tenfold.desk.near.scatter import scattered

    n = len(sketches)
    codes = []
    for band in range(_BANDS):
        keys = np.zeros(n, dtype=np.uint64)
        for column in range(band * _ROWS, (band + 1) * _ROWS):
            keys = scattered(keys + sketches[:, column])
        order = np.argsort(keys, kind="stable")
        heads = np.flatnonzero(np.diff(keys[order], prepend=~keys[order][:1]))
        sizes = np.diff(heads, append=n)
        rest = np.repeat(heads + sizes, sizes) - np.arange(n)
        at = np.flatnonzero(np.repeat(sizes <= 100, sizes))
        for shift in range(1, 100):
            at = at[rest[at] > shift]
            codes.append(order[at] * n + order[at + shift])
    left, right = np.divmod(np.unique(np.concatenate(codes)), n)
    near = count_edits(table, left, right) >= 0
    return list(zip(left[near].tolist(), right[near].tolist(), strict=True))


_WAYS: dict[str, Callable[[], Callable[[list[str]], Pairs]]] = {
    "tenfold": tenfold,
    "datasketch": datasketch,
    "rensa": rensa,
    "numpy_minhash": numpy_minhash,
    "text_dedup": text_dedup,
    "semhash": semhash,
}
NAMES = tuple(_WAYS)


def _peak_mb() -> int:
    """Of this program alone (Linux): `ru_maxrss` would have the process that started it, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


def main() -> None:
    name, given, out = sys.argv[1:]
    find = _WAYS[name]()
    texts = json.loads(Path(given).read_text(encoding="utf-8"))
    before_mb = _peak_mb()
    watch = Watch()
    pairs = [list(pair) for pair in find(texts)]
    cost = watch.read()
    started = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = cost.cpu + started.ru_utime + started.ru_stime
    peak_mb = max(_peak_mb(), started.ru_maxrss // 1024)
    said = {"wall": cost.wall, "cpu": cpu, "before_mb": before_mb, "peak_mb": peak_mb}
    Path(out).write_text(json.dumps({**said, "pairs": pairs}), encoding="utf-8")


if __name__ == "__main__":
    main()
