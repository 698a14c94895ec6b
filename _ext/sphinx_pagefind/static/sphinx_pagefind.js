/* The search page: asks Pagefind, and shows what it found. */

(() => {
  "use strict";

  const form = document.querySelector(".site-search-form");
  if (!form) return;

  const status = document.querySelector(".site-search-status");
  const list = document.querySelector(".site-search-results");
  const more = document.querySelector(".site-search-more");
  const words = JSON.parse(form.dataset.words);
  const query = form.elements.q;
  const filters = [...form.querySelectorAll("select")];

  const NOTHING = "\u00a0"; // as high as words are
  const RESULTS = 8; // shown at once
  const SECTIONS = 3; // shown of a result
  const PAUSE = 250; // milliseconds in which typing goes on

  let loading;
  const load = () => (loading ??= import(new URL(form.dataset.pagefind, document.baseURI).href));

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  /* Pagefind marks words in HTML; of that, only text and marks are taken. */
  const excerpt = (html) =>
    [...new DOMParser().parseFromString(html, "text/html").body.childNodes].map((node) =>
      node.nodeName === "MARK" ? element("mark", {}, node.textContent) : node.textContent,
    );

  const section = ({ title, url }) => element("li", {}, element("a", { href: url }, title));

  const item = ({ url, meta, excerpt: text, sub_results: sections }) => {
    const made = element("li", {}, element("a", { href: url }, meta.title));
    if (meta.facts) made.append(element("p", { className: "site-search-facts" }, meta.facts));
    made.append(element("p", {}, ...excerpt(text)));
    const inside = sections.filter((one) => one.url.includes("#") && one.title !== meta.title);
    if (inside.length) made.append(element("ul", {}, ...inside.slice(0, SECTIONS).map(section)));
    return made;
  };

  /* What comes for an earlier question is dropped. */
  let question = 0;

  const loaded = (results) =>
    Promise.all(results.slice(0, RESULTS).map((result) => result.data()));

  /* Shows the next results, and a button where there are more, at once. */
  const append = (found, rest, asked) => {
    list.append(...found.map(item));
    more.hidden = !rest.length;
    more.onclick = async () => {
      more.onclick = null;
      const next = await loaded(rest);
      if (asked !== question) return;
      const last = list.lastElementChild;
      append(next, rest.slice(RESULTS), asked);
      last.nextElementSibling?.querySelector("a").focus();
    };
  };

  const chosen = () =>
    Object.fromEntries(filters.filter(({ value }) => value).map(({ name, value }) => [name, value]));

  const keepInAddress = (text, wanted) => {
    const state = new URLSearchParams({ ...(text && { q: text }), ...wanted }).toString();
    history.replaceState(null, "", state ? `?${state}` : location.pathname);
  };

  const search = async () => {
    const asked = ++question;
    const text = query.value.trim();
    const wanted = chosen();
    keepInAddress(text, wanted);
    const isAsked = text || Object.keys(wanted).length;
    let results = [];
    let found = [];
    try {
      if (isAsked) ({ results } = await (await load()).search(text || null, { filters: wanted }));
      found = await loaded(results);
    } catch {
      status.textContent = words.failed;
      return;
    }
    if (asked !== question) return;
    const some = words.found.replace("{count}", results.length);
    status.textContent = !isAsked ? NOTHING : results.length ? some : words.nothing;
    list.replaceChildren();
    append(found, results.slice(RESULTS), asked);
  };

  let pause;
  query.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(search, PAUSE);
  });
  query.addEventListener("focus", () => load().catch(() => {}), { once: true });
  filters.forEach((filter) => filter.addEventListener("change", search));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    search();
  });

  const given = new URLSearchParams(location.search);
  query.value = given.get("q") ?? "";
  filters.forEach((filter) => {
    filter.value = given.get(filter.name) ?? "";
    if (filter.selectedIndex < 0) filter.value = "";
  });
  status.textContent = NOTHING;
  if (query.value || Object.keys(chosen()).length) search();
  else query.focus();
})();
