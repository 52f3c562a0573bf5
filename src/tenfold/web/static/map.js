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
  // A chosen node and what it is joined to keep their colours; all else steps back.
  const open = document.getElementById("map-open");
  const around = document.getElementById("map-around");
  const faint = colour("--line");
  let chosen = null;
  const place = (node) => {
    const about = graph.getNodeAttributes(node);
    if (about.citation_key) return "/papers/" + encodeURIComponent(about.citation_key);
    return about.kind === "study" ? "/studies/" + encodeURIComponent(about.label) : "";
  };
  const choose = (node) => {
    chosen = node;
    const near = new Set(node ? [node, ...graph.neighbors(node)] : []);
    graph.updateEachNodeAttributes((key, about) => {
      about.color = !node || near.has(key) ? COLOURS[about.kind] ?? colour("--soft") : faint;
      return about;
    });
    graph.updateEachEdgeAttributes((key, about, source, target) => {
      about.color = node && (source === node || target === node) ? colour("--soft") : faint;
      return about;
    });
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
