"""A method of your own for a study: naive Bayes on words, in plain Python.

    [methods.mine]
    kind = "command"
    run = "python mine.py --train {train} --test {test} --seed {seed} --out {out} --dir {dir}"
    predict = "python mine.py --test {test} --out {out} --dir {dir}"

{train} and {validation} are CSV files with id, text, label; {test} has id, text. Write {out} with id
and one column a class, each row summing to one. What you keep in {dir} is there again for `predict`;
without --dir nothing is kept.
"""

import argparse
import csv
import json
import math
import re
from collections import Counter
from pathlib import Path


def read(path: str) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def fit(rows: list[dict[str, str]]) -> dict[str, dict[str, int]]:
    """How often each word occurs in the texts of each class."""
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row["label"], Counter()).update(words(row["text"]))
    return {label: dict(counter) for label, counter in counts.items()}


def probabilities(text: str, model: dict[str, dict[str, int]]) -> dict[str, float]:
    """Naive Bayes with one added to every count."""
    n_words = len({word for counts in model.values() for word in counts}) + 1
    scores = {}
    for label, counts in model.items():
        total = sum(counts.values()) + n_words
        scores[label] = sum(math.log((counts.get(word, 0) + 1) / total) for word in words(text))
    highest = max(scores.values())
    weights = {label: math.exp(score - highest) for label, score in scores.items()}
    return {label: weight / sum(weights.values()) for label, weight in weights.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--train")
    parser.add_argument("--test", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=0)  # nothing random in here
    parser.add_argument("--dir", help="where the model is kept between two calls")
    given = parser.parse_args()
    if not (given.train or given.dir):
        parser.error("give --train, or --dir with a model in it")
    if given.train:
        model = fit(read(given.train))
    else:
        model = json.loads(Path(given.dir, "model.json").read_text(encoding="utf-8"))
    if given.train and given.dir:
        Path(given.dir, "model.json").write_text(json.dumps(model), encoding="utf-8")
    with open(given.out, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", *sorted(model)])
        writer.writeheader()
        for row in read(given.test):
            writer.writerow({"id": row["id"], **probabilities(row["text"], model)})


if __name__ == "__main__":
    main()
