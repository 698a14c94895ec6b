// On phones what is long is folded: rows behind their first cell, steps of worksheets, sources, code.
// A search within the page and a link unfold what they find; where they cannot, all stays as it is.

{
  const PHONE = matchMedia("screen and (max-width: 46em)");
  const ROWS = 4;
  const LINES = 24;

  /** The ways to unfold, for who turns the phone, or prints. */
  const all = [];
  const unfoldAll = () => all.forEach((show) => show(true));

  const button = (text, toggle) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "fold", textContent: text });
    const show = (isShown) => {
      made.setAttribute("aria-expanded", String(isShown));
      toggle(isShown);
    };
    made.addEventListener("click", () => show(made.getAttribute("aria-expanded") !== "true"));
    show(false);
    all.push(show);
    return { made, show };
  };

  const fold = (nodes, text) => {
    const { made, show } = button(text, (isShown) => {
      for (const node of nodes) node.hidden = isShown ? false : "until-found";
    });
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (nodes.some((node) => node.contains(target))) show(true);
    for (const node of nodes) node.addEventListener("beforematch", () => show(true));
    return made;
  };

  const foldRows = (table) => {
    const rows = [...table.tBodies[0].rows];
    // Numbers are for comparing.
    if (rows.length < ROWS || table.querySelector("td.number")) return;
    for (const row of rows) {
      const [first, ...others] = row.cells;
      const made = fold(others, "");
      made.setAttribute("aria-label", `More: ${first.textContent.trim()}`);
      first.append(made);
    }
  };

  const foldCode = (pre) => {
    const lines = pre.textContent.trimEnd().split("\n").length;
    if (lines <= LINES) return;
    const { made, show } = button(`All ${lines} lines`, (isShown) => {
      pre.classList.toggle("code-folded", !isShown);
    });
    // What is found below is scrolled to.
    pre.addEventListener("scroll", () => pre.scrollTop && show(true), { passive: true });
    pre.after(made);
  };

  const foldAll = () => {
    // The failures of all guides have a filter, and are in view at once.
    for (const table of document.querySelectorAll("table.wide:not(.symptoms)")) foldRows(table);
    for (const steps of document.querySelectorAll(".worksheet-steps")) {
      const count = steps.querySelectorAll("tbody > tr").length;
      steps.before(fold([steps], `Step by step (${count})`));
    }
    for (const notes of document.querySelectorAll(".footnote-list")) {
      notes.before(fold([notes], `All notes (${notes.children.length})`));
    }
    for (const pre of document.querySelectorAll("div.highlight > pre")) foldCode(pre);
  };

  if (PHONE.matches && "onbeforematch" in document.body) {
    foldAll();
    PHONE.addEventListener("change", unfoldAll);
    addEventListener("beforeprint", unfoldAll);
  }
}
