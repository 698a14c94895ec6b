/* The search page: asks Pagefind, and shows what it found. */

(() => {
  "use strict";

  const form = document.querySelector(".site-search-form");
  if (!form) return;

  const status = document.querySelector(".site-search-status");
  const list = document.querySelector(".site-search-results");
  const words = JSON.parse(form.dataset.words);
  const query = form.elements.q;
  const filters = [...form.querySelectorAll("select")];

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

  /* Results of an earlier question are dropped when they come. */
  let question = 0;

  const show = async (results, asked) => {
    const shown = await Promise.all(results.slice(0, RESULTS).map((result) => result.data()));
    if (asked !== question) return;
    const items = shown.map(item);
    list.append(...items);
    const rest = results.slice(RESULTS);
    if (!rest.length) return;
    const more = element("button", { type: "button" }, words.more);
    more.addEventListener("click", async () => {
      more.disabled = true;
      const last = list.lastElementChild;
      await show(rest, asked);
      more.remove();
      last.nextElementSibling?.querySelector("a").focus();
    });
    list.after(more);
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
    try {
      if (isAsked) ({ results } = await (await load()).search(text || null, { filters: wanted }));
    } catch {
      status.textContent = words.failed;
      return;
    }
    if (asked !== question) return;
    list.replaceChildren();
    document.querySelector(".site-search-results + button")?.remove();
    status.textContent = !isAsked
      ? ""
      : results.length
        ? words.found.replace("{count}", results.length)
        : words.nothing;
    await show(results, asked);
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
  status.textContent = "";
  if (query.value || Object.keys(chosen()).length) search();
  else query.focus();
})();
