// The map: places come from the server, so that all there is to do here is to draw, hover and open.
(async () => {
  "use strict";
  const box = document.getElementById("map");
  if (!box) return;
  const said = document.getElementById("map-said");
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const soft = colour("--soft");
  const faint = colour("--line");
  const COLOURS = {
    paper: colour("--m1"), author: colour("--m2"), institution: colour("--m5"),
    venue: colour("--m4"), topic: colour("--m3"), study: colour("--accent"),
  };
  const kindColour = (about) => COLOURS[about.kind] ?? soft;
  const shortened = (label) => (label.length > 40 ? label.slice(0, 39) + "…" : label);
  const answer = await fetch(box.dataset.graph);
  if (!answer.ok) { said.textContent = await answer.text(); return; }
  const data = await answer.json();
  const graph = new graphology.Graph({ type: data.options?.type ?? "directed", multi: true });
  for (const node of data.nodes) {
    const about = node.attributes;
    graph.addNode(node.key, { ...about, short: shortened(about.label), color: kindColour(about), size: 3 });
  }
  for (const edge of data.edges) {
    if (graph.hasNode(edge.source) && graph.hasNode(edge.target)) {
      graph.addEdge(edge.source, edge.target, { color: faint, size: 0.5 });
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
  // After a drag sigma calls `refresh()`, which reads every node and link anew, only so that the links that were hidden
  // are drawn again. Drawing does it, but not after the loss of all that the graphics card had been given.
  const read = renderer.refresh.bind(renderer);
  renderer.refresh = (of) => (of ? read(of) : renderer.scheduleRender());
  renderer.on("webglContextRestored", () => { delete renderer.refresh; });
  // A chosen node and what it is joined to keep their colours; all else steps back.
  const open = document.getElementById("map-open");
  const around = document.getElementById("map-around");
  let chosen = null;
  const place = (node) => {
    const about = graph.getNodeAttributes(node);
    if (about.citation_key) return "/papers/" + encodeURIComponent(about.citation_key);
    return about.kind === "study" ? "/studies/" + encodeURIComponent(about.label) : "";
  };
  // Sigma is told once, and only of what has another colour now: told by graphology's own events, it would place
  // every node and read every link anew.
  const paint = (about, color) => about.color !== color && ((about.color = color), true);
  const recolour = (nodes, edges) => renderer.refresh({ partialGraph: { nodes, edges }, skipIndexation: true, schedule: true });
  const choose = (node) => {
    chosen = node;
    const near = new Set(node ? [node, ...graph.neighbors(node)] : []);
    recolour(
      graph.filterNodes((key, about) => paint(about, !node || near.has(key) ? kindColour(about) : faint)),
      graph.filterEdges((key, about, source, target) => paint(about, node && (source === node || target === node) ? soft : faint)),
    );
    const about = node ? graph.getNodeAttributes(node) : {};
    if (node) said.textContent = `${about.label} (${near.size - 1})`;
    open.hidden = !node || !place(node);
    around.hidden = !about.citation_key;
    if (!open.hidden) open.href = place(node);
    if (!around.hidden) around.href = "/map?around=" + encodeURIComponent(about.citation_key);
  };
  renderer.on("enterNode", ({ node }) => { if (!chosen) said.textContent = graph.getNodeAttribute(node, "label"); });
  renderer.on("clickNode", ({ node }) => choose(node));
  renderer.on("clickStage", () => choose(null));
  renderer.on("doubleClickNode", ({ node }) => { if (place(node)) location.assign(place(node)); });
  const find = document.getElementById("map-find");
  const names = document.getElementById("map-names");
  const byLabel = new Map();
  graph.forEachNode((key, about) => { if (!byLabel.has(about.label.trim())) byLabel.set(about.label.trim(), key); });
  find.disabled = false;
  find.addEventListener("input", () => {
    const typed = find.value.trim();
    if (byLabel.has(typed)) {
      choose(byLabel.get(typed));
      const at = renderer.getNodeDisplayData(byLabel.get(typed));
      if (at) renderer.getCamera().setState({ x: at.x, y: at.y, ratio: 0.3 });
      return;
    }
    const begun = typed.toLowerCase();
    const like = begun ? [...byLabel.keys()].filter((label) => label.toLowerCase().includes(begun)).slice(0, 20) : [];
    names.replaceChildren(...like.map((label) => Object.assign(document.createElement("option"), { value: label })));
  });
})();
