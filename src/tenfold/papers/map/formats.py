"""A map as files: JSON that graphology reads, GraphML, and GEXF for Gephi."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import Any
from xml.etree import ElementTree as ET

from tenfold.errors import InputError
from tenfold.papers.map.paper_map import PaperMap
from tenfold.store.files import write_durably

__all__ = [
    "FORMATS",
    "map_ending",
    "to_gexf",
    "to_graphml",
    "to_graphology",
    "write_map",
    "written_as",
]

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GEXF = "http://www.gexf.net/1.2draft"
_VIZ = "http://www.gexf.net/1.2draft/viz"
_TYPES: dict[type, str] = {str: "string", int: "long", float: "double"}


def to_graphology(drawn: PaperMap) -> dict[str, Any]:
    """What `Graph.from` of graphology (and so Sigma) takes: a directed graph, each node with its place."""
    return {
        "attributes": _about(drawn),
        "options": {"type": "directed", "multi": False, "allowSelfLoops": False},
        "nodes": [{"key": key, "attributes": _node(drawn, key)} for key in drawn.graph.nodes],
        "edges": [
            {
                "key": f"{edge.source} {edge.kind} {edge.target}",
                "source": edge.source,
                "target": edge.target,
                "attributes": {"kind": edge.kind},
            }
            for edge in drawn.graph.edges
        ],
    }


def to_graphml(drawn: PaperMap) -> bytes:
    """GraphML, as networkx, igraph, yEd and Gephi read it."""
    root = ET.Element("graphml", xmlns=_GRAPHML)
    columns = _columns(drawn)
    for name, kind in columns.items():
        about = {"for": "node", "attr.name": name, "attr.type": kind}
        ET.SubElement(root, "key", {"id": f"n_{name}", **about})
    ET.SubElement(
        root, "key", {"id": "e_kind", "for": "edge", "attr.name": "kind", "attr.type": "string"}
    )
    graph = ET.SubElement(root, "graph", edgedefault="directed")
    for key in drawn.graph.nodes:
        node = ET.SubElement(graph, "node", id=_text(key))
        for name, value in _node(drawn, key).items():
            ET.SubElement(node, "data", key=f"n_{name}").text = _text(value)
    for edge in drawn.graph.edges:
        ends = {"source": _text(edge.source), "target": _text(edge.target)}
        ET.SubElement(ET.SubElement(graph, "edge", ends), "data", key="e_kind").text = edge.kind
    return _bytes(root)


def to_gexf(drawn: PaperMap) -> bytes:
    """GEXF 1.2, with places and sizes as Gephi draws them."""
    root = ET.Element("gexf", {"xmlns": _GEXF, "xmlns:viz": _VIZ, "version": "1.2"})
    graph = ET.SubElement(root, "graph", mode="static", defaultedgetype="directed")
    columns = {k: v for k, v in _columns(drawn).items() if k not in ("x", "y", "size", "label")}
    for owner, names in (("node", columns), ("edge", {"kind": "string"})):
        declared = ET.SubElement(graph, "attributes", {"class": owner})
        for name, kind in names.items():
            ET.SubElement(declared, "attribute", id=name, title=name, type=kind)
    nodes = ET.SubElement(graph, "nodes")
    for key in drawn.graph.nodes:
        _gexf_node(nodes, key, _node(drawn, key), columns)
    edges = ET.SubElement(graph, "edges")
    for n, edge in enumerate(drawn.graph.edges):
        ends = {"source": _text(edge.source), "target": _text(edge.target)}
        _gexf_values(ET.SubElement(edges, "edge", {"id": str(n), **ends}), {"kind": edge.kind})
    return _bytes(root)


def _gexf_node(
    nodes: ET.Element, key: str, about: Mapping[str, Any], columns: Mapping[str, str]
) -> None:
    node = ET.SubElement(nodes, "node", id=_text(key), label=_text(about["label"]))
    _gexf_values(node, {name: value for name, value in about.items() if name in columns})
    ET.SubElement(node, "viz:size", value=str(about["size"]))
    ET.SubElement(node, "viz:position", x=str(about["x"]), y=str(about["y"]), z="0.0")


def _gexf_values(owner: ET.Element, values: Mapping[str, Any]) -> None:
    held = ET.SubElement(owner, "attvalues")
    for name, value in values.items():
        ET.SubElement(held, "attvalue", {"for": name, "value": _text(value)})


def _json_bytes(drawn: PaperMap) -> bytes:
    return (json.dumps(to_graphology(drawn), ensure_ascii=False, indent=1) + "\n").encode(
        "utf-8", "replace"
    )


FORMATS: dict[str, Callable[[PaperMap], bytes]] = {
    ".json": _json_bytes,
    ".graphml": to_graphml,
    ".gexf": to_gexf,
}


def map_ending(name: str) -> str:
    """The ending of a file for a map, in small letters. Raises InputError for one that is none of `FORMATS`."""
    ending = PurePath(name).suffix.casefold()
    if ending not in FORMATS:
        raise InputError(
            f"a map is no {ending or 'file without an ending'}.",
            code="TF-PAPER",
            where=name,
            remedy=f"Use one of: {', '.join(FORMATS)}",
        )
    return ending


def written_as(drawn: PaperMap, name: str) -> bytes:
    """The bytes of a file of that name. Raises InputError for an ending that is none of `FORMATS`."""
    return FORMATS[map_ending(name)](drawn)


def write_map(drawn: PaperMap, path: Path) -> None:
    """Write a file, in the format that its ending says, whole or not at all."""
    write_durably(path, written_as(drawn, path.name))


def _about(drawn: PaperMap) -> dict[str, Any]:
    communities = drawn.communities
    return {
        "n_nodes": drawn.graph.counts(),
        "n_edges": len(drawn.graph.edges),
        "n_left_out": drawn.n_left_out,
        "modularity": communities.modularity,
        "communities": [
            {"number": n, "size": size, "centre": centre, "label": drawn.graph.nodes[centre].label}
            for n, (size, centre) in enumerate(
                zip(communities.sizes(), communities.centres, strict=True)
            )
            if size > 1
        ],
    }


def _node(drawn: PaperMap, key: str) -> dict[str, Any]:
    node, (x, y) = drawn.graph.nodes[key], drawn.places[key]
    about = {"x": x, "y": y, "size": drawn.size(key), "label": node.label, "kind": node.kind}
    hops = {"hops": drawn.hops[key]} if key in drawn.hops else {}
    return {**about, "community": drawn.communities.of[key], **hops, **node.attributes}


def _columns(drawn: PaperMap) -> dict[str, str]:
    """The type of each attribute, which both XML formats declare first."""
    return {
        name: _TYPES[type(value)]
        for key in drawn.graph.nodes
        for name, value in _node(drawn, key).items()
    }


def _text(value: object) -> str:
    """As text that XML can hold: without control characters and halves of a character."""
    return _NOT_IN_XML.sub("\ufffd", str(value))


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + content + b"\n"
