"""`tenfold paper map`: papers, people, places and studies, and what joins them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace, print_json
from tenfold.cli.papers.filters import Selection, with_filters
from tenfold.cli.papers.waiting import waiting

if TYPE_CHECKING:
    from tenfold.papers.map.paper_map import PaperMap

__all__ = ["map_command"]

_SHOWN = 10
_PLURALS = {
    "paper": "papers", "author": "authors", "institution": "institutions", "venue": "venues",
    "topic": "topics", "study": "studies",
}  # fmt: skip
_KINDS = "paper, author, institution, venue, topic, study"


@with_filters
def map_command(
    selection: Selection,
    key: Annotated[
        str, typer.Argument(help="The paper in the middle; default: the whole library.")
    ] = "",
    hops: Annotated[int, typer.Option("--hops", min=1, help="So far from the paper.")] = 2,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help=f"Only these, can be repeated: {_KINDS}.")
    ] = None,
    most: Annotated[
        int, typer.Option("--most", min=2, help="At most so many, the best joined.")
    ] = 2000,
    cited_by: Annotated[
        int | None,
        typer.Option("--cited-by", min=1, help="Works outside too, if so many papers cite them."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write FILE.json (graphology), .graphml or .gexf.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Map the library, or what stands around a paper: places, communities and links.

    Example: tenfold paper map hu2021lora --hops 2 --out lora.gexf
    """  # fmt: skip
    from tenfold.cli.lab.text_file import require_free
    from tenfold.lab.library_sources import map_sources
    from tenfold.papers.map.formats import map_ending, to_graphology, write_map
    from tenfold.papers.map.graph import NODE_KINDS, node_kind
    from tenfold.papers.map.library_map import MapWish, library_map

    if out is not None:
        map_ending(out.name)  # a map takes long: refused before it is drawn
    kinds = [node_kind(said) for said in kind] if kind else NODE_KINDS
    if out is not None:
        require_free(out, force=force)
    opened = open_workspace(workspace)
    wish = MapWish(
        key=key,
        hops=hops,
        kinds=kinds,
        most=most,
        cited_by=cited_by,
        sources=map_sources(opened),
        selection=selection,
    )
    with waiting("drawing the map", quiet=as_json):
        drawn = library_map(opened, wish)
    if out is not None:
        write_map(drawn, out)
    if as_json:
        print_json({"schema_version": 1, **to_graphology(drawn)})
        return
    _print(drawn)
    if out is not None:
        print(f"Written: {out}")


def _print(drawn: PaperMap) -> None:
    terminal, graph = console(), drawn.graph
    if not len(graph):
        print("Nothing to map yet. Next: tenfold paper import FILE")
        return
    said = ", ".join(
        f"{n:,} {kind if n == 1 else _PLURALS[kind]}" for kind, n in graph.counts().items()
    )
    terminal.print(f"{len(graph):,} nodes ({said}), {len(graph.edges):,} links.")
    if drawn.n_left_out:
        terminal.print(f"Left out, less well joined: {drawn.n_left_out:,} nodes. See --most.")
    communities = drawn.communities
    sizes = [size for size in communities.sizes() if size > 1]
    parts = "community" if len(sizes) == 1 else "communities"
    terminal.print(f"{len(sizes):,} {parts}, modularity {communities.modularity:.2f}:")
    for size, centre in zip(sizes[:_SHOWN], communities.centres, strict=False):
        node = graph.nodes[centre]
        terminal.print(plain(f"  {size:>6,} around {node.kind} {node.label}"))
    if len(sizes) > _SHOWN:
        terminal.print(f"  ... and {len(sizes) - _SHOWN:,} more: --json", style="dim")
