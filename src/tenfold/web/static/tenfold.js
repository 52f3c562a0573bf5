// What pages do beyond links and forms: drafts that survive, keys, and a study that runs. Nothing here is needed to read.
(() => {
  "use strict";
  const PREFIX = `tenfold draft ${document.body.dataset.person || ""} `;
  const SENT = "tenfold sent";

  // A text that was begun is there again until the server has said that it is saved.
  const nameOf = (area) => PREFIX + area.dataset.draft;
  const draftsOf = (form) => [...form.querySelectorAll("[data-draft]")].map(nameOf);
  const forget = (names) => names.forEach((name) => localStorage.removeItem(name));
  const sent = sessionStorage.getItem(SENT);
  if (sent !== null && document.querySelector(".said")) forget(JSON.parse(sent));
  sessionStorage.removeItem(SENT);
  for (const area of document.querySelectorAll("[data-draft]")) {
    const kept = localStorage.getItem(nameOf(area));
    if (kept !== null && kept !== area.value) {
      area.value = kept;
      const details = area.closest("details");
      if (details) details.open = true;
    }
  }
  document.addEventListener("input", (event) => {
    if (event.target.dataset?.draft) localStorage.setItem(nameOf(event.target), event.target.value);
  });
  document.addEventListener("submit", (event) => {
    const names = draftsOf(event.target);
    if (names.length) sessionStorage.setItem(SENT, JSON.stringify(names));
  });
  document.addEventListener("tenfold:saved", (event) => { // by a script, without a new page
    forget(draftsOf(event.detail));
    sessionStorage.removeItem(SENT);
  });

  // n: a note; /: the search. Not while somebody types.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "n") {
      const quick = document.getElementById("quick");
      if (!quick) return;
      quick.open = true;
      document.getElementById("quick-text").focus();
      event.preventDefault();
    } else if (event.key === "/") {
      const search = document.getElementById("q");
      if (search) {
        search.focus();
        event.preventDefault();
      }
    }
  });

  // A running study: the browser asks again by itself when the line breaks. At the end the page shows what came out.
  const live = document.querySelector("[data-live]");
  if (live) {
    const bar = live.querySelector("progress");
    let source = null;
    let wait = 1;
    const told = (event) => {
      wait = 1;
      const course = JSON.parse(event.data);
      if (course.state !== "running") {
        source.close();
        location.replace(location.pathname); // without what was said when it began
        return;
      }
      bar.max = course.of || 1;
      bar.value = course.done;
      live.querySelector("[data-count]").textContent = live.dataset.words
        .replace("{n}", course.done)
        .replace("{m}", course.of);
    };
    const follow = () => {
      source = new EventSource(live.dataset.live);
      source.addEventListener("message", told);
      source.addEventListener("error", () => { // a browser gives up where it was answered with a failure
        if (source.readyState !== EventSource.CLOSED) return;
        setTimeout(follow, 1000 * wait);
        wait = Math.min(2 * wait, 30);
      });
    };
    follow();
  }
})();
