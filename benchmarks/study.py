"""Ten seeds of a probe: a study, against a script that embeds for each seed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import cpu_of_command

DECLARATION = """\
[study]
question = "What do ten seeds of a probe cost?"
seeds = 10
[data]
use = "builtin:diagnosis"
[methods.probe]
kind = "probe"
"""
SCRIPT = """
import sys
import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from tenfold.data.builtin import make_builtin
from tenfold.models.embedded import embedded_folder
values = make_builtin("builtin:diagnosis").values
texts, labels = values["text"], values[next(c for c in values if c != "text")]
torch.set_num_threads(2)
model = SentenceTransformer(str(embedded_folder()), device="cpu")
for seed in range(int(sys.argv[1])):
    a, b, y, z = train_test_split(texts, labels, test_size=0.25, random_state=0)
    a, v, y, w = train_test_split(a, y, test_size=0.2, random_state=seed)
    x, u = (model.encode(part, show_progress_bar=False) for part in (a, v))
    fits = [LogisticRegression(C=c, max_iter=1000).fit(x, y) for c in (0.1, 1, 10, 100)]
    best = max(fits, key=lambda fit: fit.score(u, w))
    print(best.score(model.encode(b, show_progress_bar=False), z))
"""
N_SEEDS_OF_SCRIPT = 2


def main() -> None:
    """The script runs two seeds, its cost a seed is stated; nothing is scaled in silence."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "lab"
        tenfold = [sys.executable, "-m", "tenfold.cli.main"]
        subprocess.run([*tenfold, "init", str(workspace)], check=True, capture_output=True)
        (workspace / "studies" / "bench.toml").write_text(DECLARATION)
        began = time.perf_counter()
        run = [*tenfold, "study", "run", "bench"]
        subprocess.run(run, cwd=workspace, check=True, capture_output=True)
        wall = time.perf_counter() - began
        print(f"tenfold, 10 seeds, from nothing        {wall:7.1f} s wall")
        warm = cpu_of_command(run, workspace)
        print(f"tenfold again, all reused               {warm:7.2f} s CPU")
        script = Path(folder) / "script.py"
        script.write_text(SCRIPT)
        began = time.perf_counter()
        words = [sys.executable, str(script), str(N_SEEDS_OF_SCRIPT)]
        subprocess.run(words, check=True, capture_output=True)
        a_seed = (time.perf_counter() - began) / N_SEEDS_OF_SCRIPT
        print(
            f"script (embeds for each seed), a seed   {a_seed:7.1f} s wall, of {N_SEEDS_OF_SCRIPT} run"
        )
        print(f"ratio a seed: {a_seed / (wall / 10):.1f}")


if __name__ == "__main__":
    main()
