// The map: places come from the server, so that all there is to do here is to draw, hover and open.
(async () => {
  "use strict";
  const box = document.getElementById("map");
  if (!box) return;
  const said = document.getElementById("map-said");
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const COLOURS = {
    paper: colour("--m1"), author: colour("--m2"), institution: colour("--m5"),
    venue: colour("--m4"), topic: colour("--m3"), study: colour("--accent"),
  };
  const shortened = (label) => (label.length > 40 ? label.slice(0, 39) + "…" : label);
  const answer = await fetch(box.dataset.graph);
  if (!answer.ok) { said.textContent = await answer.text(); return; }
  const data = await answer.json();
  const graph = new graphology.Graph({ type: data.options?.type ?? "directed", multi: true });
  for (const node of data.nodes) {
    const about = node.attributes;
    graph.addNode(node.key, { ...about, short: shortened(about.label), color: COLOURS[about.kind] ?? colour("--soft"), size: 3 });
  }
  for (const edge of data.edges) {
    if (graph.hasNode(edge.source) && graph.hasNode(edge.target)) {
      graph.addEdge(edge.source, edge.target, { color: colour("--line"), size: 0.5 });
    }
  }
  graph.forEachNode((key) => graph.setNodeAttribute(key, "size", Math.min(9, 2 + Math.log2(1 + graph.degree(key)))));
  // Sizes are pixels of the screen: in units of the map, two thousand nodes would cover each other.
  const renderer = new Sigma(graph, box, {
    settings: { itemSizesReference: "screen", labelRenderedSizeThreshold: 6, labelDensity: 0.5, hideEdgesOnMove: true },
    styles: {
      nodes: [
        { x: { attribute: "x" }, y: { attribute: "y" }, size: { attribute: "size" }, color: { attribute: "color" }, label: { attribute: "short" } },
        { labelColor: colour("--ink") },
      ],
      edges: { size: { attribute: "size" }, color: { attribute: "color" } },
    },
  });
  renderer.on("enterNode", ({ node }) => { said.textContent = graph.getNodeAttribute(node, "label"); });
  renderer.on("clickNode", ({ node }) => {
    const about = graph.getNodeAttributes(node);
    if (about.citation_key) location.assign("/papers/" + encodeURIComponent(about.citation_key));
    if (about.kind === "study") location.assign("/studies/" + encodeURIComponent(about.label));
  });
})();
