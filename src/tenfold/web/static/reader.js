// A PDF beside the answers: pages drawn as they come into sight, and words of it quoted into the answer that is written.
const box = document.getElementById("pdf");
const pages = document.getElementById("pdf-pages");
const bar = box.querySelector(".pdf-bar");
const numberField = document.getElementById("pdf-page");
const said = document.getElementById("pdf-said");
const show = document.getElementById("pdf-show");
const PLACE = `tenfold reader ${box.dataset.kept}`;
const NARROW = matchMedia("(max-width: 60rem)");
const GAP_PX = 16;
const [LEAST, MOST] = [0.25, 5];
const MOST_PIXELS = 16_000_000; // of one canvas: what browsers on phones still draw

const brought = (folder) => new URL(`/static/${folder}/`, location.href).href; // pdf.js names what is in it
const say = (text) => { said.textContent = text; };
const kept = () => { try { return JSON.parse(sessionStorage.getItem(PLACE)) ?? {}; } catch { return {}; } };

// One page: a white sheet of the right size at once, its picture and its text while it is near.
class Page {
  constructor(opened, n, size) {
    this.opened = opened;
    this.n = n;
    this.size = size;
    this.sheet = document.createElement("div");
    this.sheet.className = "pdf-page";
    this.sheet.dataset.n = n;
    this.sheet.setAttribute("role", "region");
    this.sheet.setAttribute("aria-label", box.dataset.pageWord.replace("{n}", n));
  }

  scaleTo(scale) {
    this.forget();
    this.scale = scale;
    this.sheet.style.setProperty("--total-scale-factor", scale);
    this.sheet.style.width = `${Math.floor(this.size.width * scale)}px`;
    this.sheet.style.height = `${Math.floor(this.size.height * scale)}px`;
  }

  async draw() {
    if (this.drawn) return this.drawn;
    this.drawn = this.drawNow();
    return this.drawn;
  }

  async drawNow() {
    const { library, document: pdf } = this.opened;
    const page = await pdf.getPage(this.n);
    const own = page.getViewport({ scale: 1 });
    if (own.width !== this.size.width || own.height !== this.size.height) {
      this.size = { width: own.width, height: own.height };
      const scale = this.scale;
      this.sheet.style.width = `${Math.floor(own.width * scale)}px`;
      this.sheet.style.height = `${Math.floor(own.height * scale)}px`;
    }
    const scale = this.scale;
    const viewport = page.getViewport({ scale });
    const fits = Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height));
    const sharp = page.getViewport({ scale: scale * Math.min(devicePixelRatio || 1, fits) });
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(sharp.width);
    canvas.height = Math.floor(sharp.height);
    canvas.setAttribute("aria-hidden", "true");
    const layer = document.createElement("div");
    layer.className = "text-layer";
    this.sheet.replaceChildren(canvas, layer);
    this.task = page.render({ canvas, viewport: sharp });
    const text = new library.TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport });
    try {
      await Promise.all([text.render(), this.task.promise]);
    } catch (error) {
      if (error?.name !== "RenderingCancelledException" && error?.name !== "AbortException") throw error;
    }
  }

  // A page far away keeps its size alone: pictures of a hundred pages do not fit into a phone.
  forget() {
    if (!this.drawn) return;
    this.task?.cancel();
    const canvas = this.sheet.querySelector("canvas");
    if (canvas) canvas.width = canvas.height = 0;
    this.sheet.replaceChildren();
    this.drawn = null;
  }
}

class Reader {
  constructor(opened, sizeOfFirst) {
    this.pages = Array.from({ length: opened.document.numPages }, (_, i) => new Page(opened, i + 1, sizeOfFirst));
    this.byWidth = true;
    pages.append(...this.pages.map((page) => page.sheet));
    const near = new IntersectionObserver((seen) => this.look(seen), { root: pages, rootMargin: "100% 0px" });
    for (const page of this.pages) near.observe(page.sheet);
    pages.addEventListener("scroll", () => this.note(), { passive: true });
    new ResizeObserver(() => { if (this.byWidth) this.fit(); }).observe(pages);
  }

  look(seen) {
    for (const entry of seen) {
      const page = this.pages[entry.target.dataset.n - 1];
      if (entry.isIntersecting) page.draw().catch(() => say(box.dataset.broken));
      else if (!pages.contains(getSelection().anchorNode) || !page.sheet.contains(getSelection().anchorNode)) page.forget();
    }
  }

  get now() {
    const middle = pages.scrollTop + pages.clientHeight / 3;
    const below = this.pages.findIndex((page) => page.sheet.offsetTop > middle);
    return below < 0 ? this.pages.length : Math.max(1, below);
  }

  note() {
    const n = this.now;
    if (document.activeElement !== numberField) numberField.value = n;
    const sheet = this.pages[n - 1].sheet;
    const part = (pages.scrollTop - sheet.offsetTop) / sheet.offsetHeight;
    sessionStorage.setItem(PLACE, JSON.stringify({ n, part, scale: this.byWidth ? null : this.scale }));
  }

  go(n, part = 0) {
    const page = this.pages[Math.min(Math.max(1, n), this.pages.length) - 1];
    pages.scrollTop = page.sheet.offsetTop + part * page.sheet.offsetHeight - (part ? 0 : GAP_PX / 2);
    this.note();
    return page;
  }

  zoom(scale) {
    const { n, part } = { n: this.now, part: kept().part ?? 0 };
    this.scale = Math.min(MOST, Math.max(LEAST, scale));
    for (const page of this.pages) page.scaleTo(this.scale);
    for (const page of this.pages) {
      const box = page.sheet.getBoundingClientRect(), frame = pages.getBoundingClientRect();
      if (box.bottom > frame.top - frame.height && box.top < frame.bottom + frame.height) page.draw();
    }
    this.go(n, part);
  }

  fit() {
    const room = pages.clientWidth - GAP_PX;
    const scale = room / this.pages[0].size.width;
    if (room > 0 && Math.abs(scale - (this.scale ?? 0)) > 0.005) this.zoom(scale);
    this.byWidth = true;
  }

  // The words are looked for page by page, from the present one on; what is found is selected, ready to be quoted.
  async find(words, opened) {
    const wanted = words.trim().replace(/\s+/g, " ").toLocaleLowerCase();
    if (!wanted) return;
    const start = this.now - 1;
    for (let i = 0; i < this.pages.length; i++) {
      const page = this.pages[(start + i) % this.pages.length];
      const content = await (await opened.document.getPage(page.n)).getTextContent();
      const text = content.items.map((item) => (item.str ?? "") + (item.hasEOL ? " " : "")).join("").replace(/\s+/g, " ");
      if (!text.toLocaleLowerCase().includes(wanted)) continue;
      this.go(page.n);
      await page.draw();
      select(sentenceAround(page.sheet, (line) => line.indexOf(wanted)));
      getSelection().anchorNode?.parentElement?.scrollIntoView({ block: "center" });
      say(box.dataset.found.replace("{n}", page.n));
      return;
    }
    say(box.dataset.notFound);
  }
}

// The text of a page as one line, and where in it each node begins. A wider gap or another size of letters parts
// what no full stop does: headings, paragraphs.
const PART = "\u2029";
function lineOf(sheet) {
  const walker = document.createTreeWalker(sheet.querySelector(".text-layer"), NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const starts = [];
  let text = "", last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeName === "BR") text += " ";
    if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
    const box = node.parentElement.getBoundingClientRect();
    if (last && isApart(last, box)) text += PART;
    last = box;
    starts.push({ node, at: text.length });
    text += node.data;
  }
  return { text, starts };
}

const isApart = (above, below) => below.top > above.bottom - 1
  && (below.top - above.bottom > 0.6 * above.height || Math.abs(below.height / above.height - 1) > 0.15);

// The sentence in which something stands; `where` tells its place in the small letters of the page.
function sentenceAround(sheet, where) {
  const { text, starts } = lineOf(sheet);
  const at = where(text.toLocaleLowerCase(), starts);
  if (at < 0 || !starts.length) return null;
  const ends = [...text.matchAll(/[.!?](?=\s+\p{Lu})|[。！？\u2029]/gu)].map((end) => end.index + 1);
  let first = Math.max(0, ...ends.filter((end) => end <= at));
  while (text[first] === " ") first++;
  let last = ends.find((end) => end > at) ?? text.length;
  if (text[last - 1] === PART) last--;
  const place = (offset) => starts.findLast((start) => start.at <= offset);
  const range = document.createRange();
  const [begin, end] = [place(first), place(last - 1)];
  range.setStart(begin.node, Math.min(first - begin.at, begin.node.length));
  range.setEnd(end.node, Math.min(last - end.at, end.node.length));
  return range;
}

function select(range) {
  if (!range) return;
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

// What is selected in the PDF, on one line; a word that was broken at the end of a line is whole again.
function selected() {
  const selection = getSelection();
  const sheet = selection.anchorNode && pages.contains(selection.anchorNode)
    ? selection.getRangeAt(0).startContainer.parentElement?.closest(".pdf-page") : null;
  if (!sheet) return null;
  const text = selection.toString().replace(/(\p{Ll})-\s*\n\s*(\p{Ll})/gu, "$1$2").replace(/\s+/g, " ").trim();
  return text ? { text, n: Number(sheet.dataset.n) } : null;
}

// The answer in which one last wrote; else the one that stands open.
let written = null;
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".answers textarea")) written = event.target;
});
const answer = () => (written?.isConnected && written.closest("details").open ? written
  : document.querySelector(".answers details[open] textarea"));

function quote() {
  const found = selected();
  const area = answer();
  if (!found) return say(box.dataset.noText);
  if (!area) return say(box.dataset.noAnswer);
  const before = area.value.slice(0, area.selectionEnd).trimEnd();
  const after = area.value.slice(area.selectionEnd).trimStart();
  const line = `> "${found.text}" (p. ${found.n})`;
  const text = `${before ? `${before}\n\n` : ""}${line}\n\n`;
  area.value = text + after;
  area.focus();
  area.setSelectionRange(text.length, text.length);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  say(box.dataset.quoted.replace("{n}", found.n));
}

// An answer is saved without leaving the page; where that is refused, the form goes the usual way and says why.
async function save(form) {
  const item = form.closest("li");
  const answered = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const fresh = answered.ok && new DOMParser().parseFromString(await answered.text(), "text/html");
  const news = fresh && fresh.getElementById(item.id);
  if (!news) return form.submit();
  document.dispatchEvent(new CustomEvent("tenfold:saved", { detail: form }));
  item.replaceWith(document.adoptNode(news));
  const count = fresh.querySelector(".beside h2");
  if (count) document.querySelector(".beside h2").replaceWith(document.adoptNode(count));
  document.getElementById(item.id).querySelector("summary")?.focus();
  say(fresh.querySelector(".said")?.textContent ?? box.dataset.saved);
}

document.querySelector(".beside").addEventListener("submit", (event) => {
  if (!event.target.closest(".write")) return;
  event.preventDefault();
  save(event.target).catch(() => event.target.submit());
});

function listen(reader, opened) {
  const DO = {
    before: () => reader.go(reader.now - 1), after: () => reader.go(reader.now + 1),
    smaller: () => { reader.byWidth = false; reader.zoom(reader.scale / 1.2); },
    larger: () => { reader.byWidth = false; reader.zoom(reader.scale * 1.2); },
    width: () => reader.fit(), quote,
  };
  // What is selected stays so when a button is pressed.
  bar.addEventListener("pointerdown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
  bar.addEventListener("click", (event) => DO[event.target.closest("[data-do]")?.dataset.do]?.());
  numberField.addEventListener("change", () => reader.go(Number(numberField.value)));
  document.getElementById("pdf-find").addEventListener("submit", (event) => {
    event.preventDefault();
    reader.find(document.getElementById("pdf-words").value, opened);
  });
  pages.addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    const sheet = event.target.closest(".pdf-page");
    if (sheet && getSelection().isCollapsed) {
      const node = event.target.firstChild;
      select(sentenceAround(sheet, (_, starts) => starts.find((start) => start.node === node)?.at ?? -1));
    }
    quote();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "q" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    quote();
  });
  document.addEventListener("click", (event) => {
    const page = event.target.closest("a[data-page]");
    if (!page || pages.hidden) return;
    event.preventDefault();
    reader.go(Number(page.dataset.page));
    pages.focus();
  });
}

async function open() {
  bar.hidden = pages.hidden = false;
  const library = await import(box.dataset.library);
  library.GlobalWorkerOptions.workerSrc = box.dataset.worker;
  // One request for the whole; nothing is compiled from text here, by the policy of the page.
  const task = library.getDocument({ url: box.dataset.pdf, disableRange: true, isEvalSupported: false, verbosity: 0,
    cMapUrl: brought("cmaps"), cMapPacked: true, wasmUrl: brought("wasm") });
  const opened = { library, document: await task.promise };
  const first = (await opened.document.getPage(1)).getViewport({ scale: 1 });
  document.getElementById("pdf-of").textContent = `/ ${opened.document.numPages}`;
  numberField.max = opened.document.numPages;
  const { n, part, scale } = kept();
  const reader = new Reader(opened, { width: first.width, height: first.height });
  if (scale) { reader.byWidth = false; reader.zoom(scale); } else reader.fit();
  reader.go(n ?? 1, part ?? 0);
  listen(reader, opened);
  box.dataset.ready = "";
}

const begin = () => open().catch(() => {
  bar.hidden = pages.hidden = true;
  say(box.dataset.broken);
});
if (NARROW.matches) {
  show.hidden = false;
  show.addEventListener("click", () => {
    show.hidden = true;
    show.setAttribute("aria-expanded", "true");
    begin();
  });
} else begin();
