/* On every page: `/`, Ctrl-K and links to the search open it over the page, and words that were
   searched are marked. */

(() => {
  "use strict";

  const here = document.currentScript;
  const page = new URL(here.dataset.search, document.baseURI);
  const beside = (name) => new URL(name, here.src).href;

  const loadScript = () =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      Object.assign(script, { src: beside("sphinx_pagefind.js"), onload: done, onerror: failed });
      document.head.append(script);
    });

  const loadStyle = () => {
    const style = document.createElement("link");
    Object.assign(style, { rel: "stylesheet", href: beside("sphinx_pagefind.css") });
    document.head.append(style);
  };

  let dialog;

  /* The search page's own form, in a dialog. */
  async function made() {
    const [answer] = await Promise.all([fetch(page), loadScript(), loadStyle()]);
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const root = parsed.querySelector(".site-search");
    const shown = document.createElement("dialog");
    shown.className = "site-search-dialog";
    shown.setAttribute("aria-label", root.querySelector("h1").textContent);
    root.querySelector("h1").remove();
    for (const link of root.querySelectorAll("a")) {
      link.href = new URL(link.getAttribute("href"), page);
    }
    shown.append(document.adoptNode(root));
    shown.addEventListener("click", (event) => event.target === shown && shown.close());
    // Else a field of this kind takes the key, and is emptied.
    shown.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      shown.close();
    });
    document.body.append(shown);
    globalThis.sphinxPagefind.start(root, { keepsAddress: false, base: page });
    return shown;
  }

  async function open() {
    try {
      dialog ??= await made();
    } catch {
      location.assign(page);
      return;
    }
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").select();
  }

  const isTyping = ({ target }) => target.closest("input, select, textarea, [contenteditable]");

  if (!document.querySelector(".site-search")) {
    document.addEventListener("keydown", (event) => {
      const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !isTyping(event);
      const isK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (event.altKey || event.shiftKey || !(isSlash || isK)) return;
      event.preventDefault();
      // Sphinx would move the focus into the theme's field, where it went back on closing.
      event.stopImmediatePropagation();
      open();
    });
    const isOfSearch = (link) => link?.href === page.href;
    for (const link of document.links) {
      if (isOfSearch(link)) link.setAttribute("aria-haspopup", "dialog");
    }
    document.addEventListener("click", (event) => {
      const isOwn = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
      if (isOwn || !isOfSearch(event.target.closest("a"))) return;
      event.preventDefault();
      open();
    });
  }

  /* Words that led here are marked, without a change of the page. */
  function mark() {
    const words = JSON.parse(sessionStorage.getItem("search-words") ?? "[]");
    sessionStorage.removeItem("search-words");
    const main = document.querySelector("[role=main], main");
    if (!words.length || !main || !globalThis.Highlight) return;
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})`, "giu");
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const ranges = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const found of node.data.matchAll(pattern)) {
        const range = new Range();
        range.setStart(node, found.index);
        range.setEnd(node, found.index + found[0].length);
        ranges.push(range);
      }
    }
    CSS.highlights.set("search-words", new Highlight(...ranges));
    if (ranges.length) loadStyle();
  }

  try {
    mark();
  } catch {
    // Without storage there is nothing to mark.
  }
})();
