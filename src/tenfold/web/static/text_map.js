// The texts as points: draw, move, choose. Which rows those are, the server says: it has the same part as a list.
(async () => {
  "use strict";
  const box = document.getElementById("text-map");
  if (!box) return;
  const sheet = document.getElementById("sheet");
  const below = document.getElementById("map-points").getContext("2d");
  const above = document.getElementById("map-over").getContext("2d");
  const answer = await fetch(box.dataset.points);
  if (!answer.ok) return;
  const points = await answer.json();
  const n = points.row.length;
  const RADIUS = 4.5; // of a mark, in pixels of the page
  const NEAR = 12; // so far from a point a click still means it
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // Marks are drawn once for each class, from the legend, and then copied: thousands of outlines would take too long.
  let stamps = [];
  let scale = 1;
  const makeStamps = () => {
    stamps = [...document.querySelectorAll("#legend [data-class] svg")].map((svg) => {
      const stamp = document.createElement("canvas");
      stamp.width = stamp.height = Math.ceil(2 * RADIUS * scale) + 2;
      const pen = stamp.getContext("2d");
      pen.translate(1, 1);
      pen.scale((2 * RADIUS * scale) / 12, (2 * RADIUS * scale) / 12);
      pen.fillStyle = getComputedStyle(svg).color;
      pen.fill(new Path2D(svg.querySelector("path").getAttribute("d")));
      return stamp;
    });
  };

  // What is seen: the middle and how many pixels a unit of the map takes.
  const view = { x: 0, y: 0, zoom: 1 };
  let width = 0;
  let height = 0;
  const whole = () => {
    view.x = view.y = 0;
    const wide = points.y.reduce((most, y) => Math.max(most, Math.abs(y)), 0.01);
    view.zoom = Math.min(width / 2, height / 2 / wide) * 0.95;
  };
  const toX = (x) => width / 2 + (x - view.x) * view.zoom;
  const toY = (y) => height / 2 - (y - view.y) * view.zoom;
  const fromX = (x) => (x - width / 2) / view.zoom + view.x;
  const fromY = (y) => (height / 2 - y) / view.zoom + view.y;

  let chosen = null; // a Uint8Array: 1 where a point is chosen; null: all are alike
  let ringed = -1;
  const drawSome = (wanted) => {
    const half = stamps.length ? stamps[0].width / 2 : 0;
    for (let i = 0; i < n; i++) {
      if (chosen && chosen[i] !== wanted) continue;
      const x = toX(points.x[i]) * scale;
      const y = toY(points.y[i]) * scale;
      if (x < -half || y < -half || x > width * scale + half || y > height * scale + half) continue;
      below.drawImage(stamps[points.class[i]], Math.round(x - half), Math.round(y - half));
    }
  };
  let waits = false;
  const draw = () => {
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      below.clearRect(0, 0, width * scale, height * scale);
      if (chosen) {
        below.globalAlpha = 0.15;
        drawSome(0);
      }
      below.globalAlpha = chosen ? 1 : 0.8;
      drawSome(1);
      drawOver();
    });
  };
  let brush = null;
  const drawOver = () => {
    above.clearRect(0, 0, width * scale, height * scale);
    above.lineWidth = 2 * scale;
    above.strokeStyle = colour("--ink");
    if (ringed >= 0) {
      above.beginPath();
      above.arc(toX(points.x[ringed]) * scale, toY(points.y[ringed]) * scale, 9 * scale, 0, 7);
      above.stroke();
    }
    if (brush) {
      const at = [brush.x, brush.y, brush.u - brush.x, brush.v - brush.y].map((number) => number * scale);
      above.globalAlpha = 0.12;
      above.fillStyle = colour("--accent");
      above.fillRect(...at);
      above.globalAlpha = 1;
      above.strokeStyle = colour("--accent");
      above.strokeRect(...at);
    }
  };
  const fit = () => {
    const first = width === 0;
    ({ clientWidth: width, clientHeight: height } = sheet);
    scale = window.devicePixelRatio || 1;
    for (const pen of [below, above]) {
      pen.canvas.width = width * scale;
      pen.canvas.height = height * scale;
    }
    makeStamps();
    if (first) whole();
    draw();
  };

  // What is chosen stands on the page; it comes from the server, by whatever way it was asked for.
  const readChosen = () => {
    const said = document.getElementById("chosen").dataset;
    const where = (is) => Uint8Array.from({ length: n }, (_, i) => (is(i) ? 1 : 0));
    ringed = said.row === undefined ? -1 : points.row.indexOf(Number(said.row));
    chosen = null;
    if (said.label !== undefined) {
      const wanted = points.classes.indexOf(said.label);
      chosen = where((i) => points.class[i] === wanted);
    } else if (said.ofRegion !== undefined) {
      chosen = where((i) => points.region[i] === Number(said.ofRegion));
    } else if (said.box !== undefined) {
      const [x, y, u, v] = said.box.split(",").map(Number);
      chosen = where((i) => points.x[i] >= x && points.x[i] <= u && points.y[i] >= y && points.y[i] <= v);
    }
    document.getElementById("map-said").textContent = ringed < 0
      ? document.querySelector("#chosen [data-count]")?.textContent ?? ""
      : `${document.querySelector("#chosen [data-about]")?.textContent ?? ""} · ${document.querySelector("#chosen .text")?.textContent ?? ""}`;
    for (const link of document.querySelectorAll(".legend a")) {
      const is = said.label !== undefined ? points.classes[link.dataset.class] === said.label
        : said.ofRegion !== undefined && link.dataset.region === said.ofRegion;
      if (is) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    draw();
  };
  const ask = (query) => htmx.ajax("GET", `${box.dataset.at}?${query}`, { target: "#chosen", swap: "outerHTML" });
  const askBox = (x, y, u, v) => {
    const corners = [fromX(x), fromY(y), fromX(u), fromY(v)].map((number) => number.toFixed(4));
    return ask(`box=${encodeURIComponent(corners.join(","))}`);
  };
  document.addEventListener("htmx:after:swap", readChosen);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-find]");
    if (!link) return;
    event.preventDefault();
    ask(`row=${link.dataset.find}`);
    sheet.scrollIntoView({ block: "nearest" });
  });

  const nearest = (x, y) => {
    let best = -1;
    let least = NEAR * NEAR;
    for (let i = 0; i < n; i++) {
      const far = (toX(points.x[i]) - x) ** 2 + (toY(points.y[i]) - y) ** 2;
      if (far <= least) [best, least] = [i, far];
    }
    return best;
  };
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    sheet.setPointerCapture(event.pointerId);
    const { left, top } = sheet.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    brush = { x, y, u: x, v: y };
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!brush) return;
    const { left, top } = sheet.getBoundingClientRect();
    [brush.u, brush.v] = [event.clientX - left, event.clientY - top];
    drawOver();
  });
  sheet.addEventListener("pointerup", () => {
    if (!brush) return;
    const { x, y, u, v } = brush;
    brush = null;
    drawOver();
    if (Math.abs(u - x) > 4 || Math.abs(v - y) > 4) {
      askBox(x, y, u, v);
      return;
    }
    const i = nearest(x, y);
    if (i >= 0) ask(`row=${points.row[i]}`);
  });
  sheet.addEventListener("pointercancel", () => { brush = null; drawOver(); });

  const zoom = (factor, x = width / 2, y = height / 2) => {
    const [heldX, heldY] = [fromX(x), fromY(y)];
    view.zoom = Math.min(Math.max(view.zoom * factor, 20), 1e6);
    view.x += heldX - fromX(x);
    view.y += heldY - fromY(y);
    draw();
  };
  const toChosen = () => {
    const some = [...Array(n).keys()].filter((i) => (chosen ? chosen[i] : i === ringed));
    if (!some.length) return;
    const [xs, ys] = [some.map((i) => points.x[i]), some.map((i) => points.y[i])];
    const ends = [xs, ys].map((values) => [Math.min(...values), Math.max(...values)]);
    [view.x, view.y] = ends.map(([low, high]) => (low + high) / 2);
    const room = [width, height].map((size, i) => size / Math.max(ends[i][1] - ends[i][0], 0.05));
    view.zoom = Math.min(...room) * 0.85;
    draw();
  };
  sheet.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // the page scrolls
    event.preventDefault();
    const { left, top } = sheet.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 200), event.clientX - left, event.clientY - top);
  }, { passive: false });
  const DO = { in: () => zoom(1.5), out: () => zoom(1 / 1.5), chosen: toChosen, all: () => { whole(); draw(); } };
  box.addEventListener("click", (event) => DO[event.target.closest("[data-do]")?.dataset.do]?.());
  const move = (x, y) => { view.x += (x * width) / view.zoom; view.y += (y * height) / view.zoom; draw(); };
  const KEYS = {
    ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0), ArrowUp: () => move(0, 0.1), ArrowDown: () => move(0, -0.1),
    "+": DO.in, "=": DO.in, "-": DO.out, 0: DO.all, Enter: () => askBox(0, 0, width, height),
  };
  sheet.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  new ResizeObserver(fit).observe(sheet);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { makeStamps(); draw(); });
  fit();
  readChosen();
  sheet.dataset.ready = "true";
})();
