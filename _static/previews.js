// What a term, a page, a footnote or a value says, shown beside its link on hover, focus and tap. Links stay links.

{
  const WAIT = 200; // milliseconds until a pointer is meant to rest, and until it is gone

  const root = new URL(document.documentElement.dataset.content_root, document.baseURI);
  const notes = new Map();

  /** The note of a footnote, as a preview: its text is on the page. */
  const noteOf = (link) => {
    const note = document.getElementById(link.hash.slice(1));
    if (!note) return undefined;
    if (!notes.has(note)) {
      const made = document.createElement("div");
      made.className = "preview";
      made.popover = "manual";
      made.id = `preview-${note.id}`;
      const copy = note.cloneNode(true);
      for (const node of copy.querySelectorAll(".label, .backrefs, .headerlink")) node.remove();
      for (const node of copy.querySelectorAll("[id]")) node.removeAttribute("id");
      made.append(...copy.childNodes);
      document.body.append(made);
      notes.set(note, made);
    }
    return notes.get(note);
  };

  const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });

  const VALUE = "a:has(> .worksheet-value)";
  const value = document.createElement("div");
  Object.assign(value, { className: "preview", popover: "manual", id: "preview-value" });

  /** What a value is, how it came about, and in which worksheet: that is on the page, and may change. */
  const valueOf = (link) => {
    if (link.pathname !== location.pathname) return undefined;
    const row = document.getElementById(decodeURIComponent(link.hash.slice(1)))?.closest("tr");
    if (!row) return undefined;
    const label = row.querySelector(".worksheet-label, label") ?? row.cells[0];
    const numbers = row.querySelector("[data-numbers]");
    const result = row.querySelector("[data-result], [data-repeated]") ?? link;
    value.replaceChildren(
      element("p", `${label.textContent.trim()}: ${result.textContent}`),
      ...(numbers ? [element("code", `= ${numbers.textContent}`)] : []),
      element("p", link.dataset.sheet),
    );
    document.body.append(value);
    return value;
  };

  const previewOf = (link) => {
    if (link.matches(".footnote-reference")) return noteOf(link);
    if (link.matches(VALUE)) return valueOf(link);
    return document.getElementById(`preview-${decodeURIComponent(link.href.slice(root.href.length))}`);
  };

  let shown;
  let timer;

  const hide = () => {
    clearTimeout(timer);
    if (!shown) return;
    shown.link.removeAttribute("aria-describedby");
    shown.preview.hidePopover();
    shown = undefined;
  };

  const put = (link, preview) => {
    const { left, top, bottom } = link.getClientRects()[0];
    const { width, height } = preview.getBoundingClientRect();
    const isBelow = bottom + height + 8 < innerHeight;
    preview.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    preview.style.top = `${isBelow ? bottom + 6 : Math.max(8, top - height - 6)}px`;
  };

  const show = (link) => {
    const preview = previewOf(link);
    if (!preview || shown?.link === link) return;
    hide();
    preview.showPopover();
    put(link, preview);
    link.setAttribute("aria-describedby", preview.id);
    shown = { link, preview };
    preview.onpointerenter = () => clearTimeout(timer);
    preview.onpointerleave = () => (timer = setTimeout(hide, WAIT));
  };

  const later = (act) => {
    clearTimeout(timer);
    timer = setTimeout(act, WAIT);
  };

  // The name of a worksheet stands in the preview, and not beside it once more.
  for (const link of document.querySelectorAll(VALUE)) {
    if (link.pathname !== location.pathname) continue;
    link.dataset.sheet = link.title;
    link.removeAttribute("title");
  }

  const links = `a.footnote-reference, article a.reference.internal, ${VALUE}`;
  for (const link of document.querySelectorAll(links)) {
    link.addEventListener("pointerenter", ({ pointerType }) => {
      if (pointerType === "mouse") later(() => show(link));
    });
    link.addEventListener("pointerleave", ({ pointerType }) => {
      if (pointerType === "mouse") later(hide);
    });
    link.addEventListener("focus", () => link.matches(":focus-visible") && show(link));
    link.addEventListener("blur", hide);
    link.addEventListener("click", (event) => {
      // The first tap shows, the second follows.
      if (event.pointerType !== "touch" || shown?.link === link || !previewOf(link)) return;
      event.preventDefault();
      show(link);
    });
  }
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  // Who comes by the keyboard has the page scroll there.
  const follow = () => {
    if (shown?.link.matches(":focus-visible")) put(shown.link, shown.preview);
    else hide();
  };
  document.addEventListener("scroll", follow, { passive: true });
  document.addEventListener("pointerdown", ({ target }) => {
    if (shown && !target.closest(".preview") && target.closest("a") !== shown.link) hide();
  });
}
