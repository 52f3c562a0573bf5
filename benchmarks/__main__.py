"""`make bench`: every benchmark, or those named: `python -m benchmarks startup encoding`.

`python -m benchmarks study_vs_scripts --data symptom2disease --peers trainer` passes options on;
`--help` lists them by benchmark.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from benchmarks import (
    bibtex,
    encoding,
    labelling,
    map_frames,
    near_duplicates,
    paper_duplicates,
    paper_import,
    paper_map,
    paper_search,
    pdf_text,
    references,
    scaling,
    screening,
    startup,
    study,
    study_vs_scripts,
    topics,
    training,
    tuning,
    web_load,
)

BENCHMARKS: dict[str, Callable[[argparse.Namespace], None]] = {
    "startup": lambda _: startup.main(),
    "encoding": lambda _: encoding.main(),
    "study": lambda _: study.main(),
    "training": training.main,
    "scaling": scaling.main,
    "study_vs_scripts": study_vs_scripts.main,
}
ON_REQUEST = {
    "tuning": tuning.main,
    "near_duplicates": near_duplicates.main,
    "labelling": labelling.main,
    "bibtex": bibtex.main,
    "screening": screening.main,
    "paper_search": paper_search.main,
    "topics": topics.main,
    "paper_map": paper_map.main,
    "references": references.main,
    "pdf_text": pdf_text.main,
    "paper_import": paper_import.main,
    "paper_duplicates": paper_duplicates.main,
    "web_load": web_load.main,
    "map_frames": map_frames.main,
}


def main() -> None:
    known = {**BENCHMARKS, **ON_REQUEST}
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help=f"default: {' '.join(BENCHMARKS)}. All: {' '.join(known)}"
    )
    with_options = (
        training, scaling, study_vs_scripts, tuning, near_duplicates, labelling, bibtex, screening,
        paper_search, topics, paper_map, paper_import, paper_duplicates, pdf_text, references, web_load,
        map_frames,
    )  # fmt: skip
    for module in with_options:
        module.add_options(parser.add_argument_group(module.__name__.rpartition(".")[2]))
    options = parser.parse_intermixed_args()
    for name in options.names:
        if name not in known:
            parser.error(f"no benchmark {name!r}: choose from {', '.join(known)}")
    for name in options.names or BENCHMARKS:
        print(f"\n== {name} ==", flush=True)
        known[name](options)


if __name__ == "__main__":
    main()
