// Keys on a desk: where one text or paper after the other is decided about. Without this file its buttons do the same.
(() => {
  "use strict";
  const desk = () => document.querySelector("[data-keys]");
  const tell = (text) => { document.getElementById("told").textContent = text; };
  const isWaiting = () => document.querySelector(".htmx-request") !== null;

  // What is typed before the next text stands on the screen decides nothing; nor does a key that is held down.
  document.addEventListener("keydown", (event) => {
    const at = desk();
    if (!at || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.id === "typed") { typing(event, at); return; }
    if (event.key === "Enter" && event.target.id === "reason") {
      event.preventDefault(); // the reason is said, and now the decision
      at.querySelector("#asked").focus({ preventScroll: true });
      return;
    }
    if (event.target.closest("input, textarea, select")) return;
    const wanted = [...at.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (!wanted) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat && !isWaiting()) press(wanted);
  }, true);

  function press(button) {
    if (button.dataset.goes) {
      const details = button.closest("details");
      if (details) details.open = true;
      document.getElementById(button.dataset.goes).focus();
    } else {
      button.click();
    }
  }

  // Many classes: those that begin so stand first, then those that have it somewhere; Enter takes the first.
  function shown(at, typed) {
    const wanted = typed.trim().toLowerCase();
    const buttons = [...at.querySelectorAll("#choices button")];
    const found = [];
    for (const button of buttons) {
      const place = button.value.toLowerCase().indexOf(wanted);
      button.hidden = place < 0;
      button.classList.toggle("later", place !== 0);
      button.classList.remove("first");
      if (place >= 0) found.push([place === 0 ? 0 : 1, button]);
    }
    found.sort((one, other) => one[0] - other[0]);
    const exact = found.find(([, button]) => button.value.toLowerCase() === wanted);
    const first = (exact || found[0] || [])[1];
    if (first && wanted) first.classList.add("first");
    return wanted ? first : undefined;
  }

  function typing(event, at) {
    if (event.key === "Escape") { event.target.value = ""; shown(at, ""); event.preventDefault(); }
    if (event.key !== "Enter") return;
    const first = event.target.value.startsWith(":") ? undefined : shown(at, event.target.value);
    if (isWaiting() || event.repeat) { event.preventDefault(); return; }
    if (first) { event.preventDefault(); first.click(); }
  }

  document.addEventListener("input", (event) => {
    if (event.target.id !== "typed") return;
    const typed = event.target.value;
    const way = typed.length === 2 && typed[0] === ":" && desk().querySelector(`[data-key="${CSS.escape(typed[1])}"]`);
    if (way) { event.target.value = ""; press(way); } else shown(desk(), typed);
  });

  // After an answer the field, or the text, has the focus; what was pressed may be gone.
  const settle = () => {
    const at = desk();
    const held = document.activeElement;
    if (!at || (held && held !== document.body && held.id)) return;
    (at.querySelector("[data-focus]") || at.querySelector("#asked") || at).focus({ preventScroll: true });
  };
  document.addEventListener("htmx:after:swap", settle);
  if (desk() && !location.hash) settle();
  for (const name of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(name, () => { if (desk()) tell(desk().dataset.lost); });
  }
})();
