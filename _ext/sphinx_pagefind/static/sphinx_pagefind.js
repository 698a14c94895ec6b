/* The search: asks Pagefind, and shows what it found, on the search page and over other pages. */

(() => {
  "use strict";

  const NOTHING = "\u00a0"; // as high as words are
  const RESULTS = 8; // shown at once
  const SECTIONS = 3; // shown of a result
  const SUGGESTIONS = 4; // asked where nothing is found
  const PAUSE = 250; // milliseconds in which typing goes on
  const SOON = 400; // milliseconds after which it is said that the search goes on

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const nodesOf = (html) => [...new DOMParser().parseFromString(html, "text/html").body.childNodes];

  /* Pagefind marks words in HTML; of that, only text and marks are taken. */
  const excerpt = (html) =>
    nodesOf(html).map((node) =>
      node.nodeName === "MARK" ? element("mark", {}, node.textContent) : node.textContent,
    );

  const marked = (html) =>
    nodesOf(html)
      .filter((node) => node.nodeName === "MARK")
      .map((node) => node.textContent.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ""));

  const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

  /* Where no page has a word, Pagefind looks for shorter and shorter beginnings of it, down to one
     letter. A result counts if it marks a word that begins as one of the question does. */
  const isAlike = (word, other) => {
    const long = Math.max(3, Math.ceil(word.length * 0.6));
    return word.length < 3 ? other.startsWith(word) : other.startsWith(word.slice(0, long));
  };

  const answers = (text, { excerpt: html, sub_results: sections, meta }) => {
    const found = [html, ...sections.map((one) => one.excerpt)].flatMap(marked);
    const all = [...found, ...wordsOf(meta.title)];
    return wordsOf(text).some((word) => all.some((other) => isAlike(word, other)));
  };

  /* British and American spelling, each way. */
  const SPELLINGS = [
    [/is(ation|ations|e|ed|es|ing|er|ers)$/, "iz$1"],
    [/iz(ation|ations|e|ed|es|ing|er|ers)$/, "is$1"],
    [/ys(e|ed|es|ing|er|ers)$/, "yz$1"],
    [/yz(e|ed|es|ing|er|ers)$/, "ys$1"],
    [/([a-z]{2})our(s|ed|ing|al)?$/, "$1or$2"],
    [/(behavi|col|fav|hon|lab|neighb)or(s|ed|ing|al)?$/, "$1our$2"],
    [/(cent|lit|met|fib)re(s)?$/, "$1er$2"],
    [/(cent|lit|met|fib)er(s)?$/, "$1re$2"],
    [/([aeiou])ll(ed|ing|er)$/, "$1l$2"],
    [/([bcdeilnouv]el)(ed|ing|er)$/, "$1l$2"],
    [/ogue(s)?$/, "og$1"],
    [/(catal|dial|anal)og(s)?$/, "$1ogue$2"],
  ];

  const respelled = (text) =>
    text.replace(/\p{L}+/gu, (word) => {
      const rule = word.length > 4 && SPELLINGS.find(([ending]) => ending.test(word));
      return rule ? word.replace(...rule) : word;
    });

  /* The question in every way that means the same: spelled otherwise, and with a synonym. */
  const waysOf = (text, synonyms) => {
    const lower = text.toLowerCase();
    const others = synonyms
      .filter((group) => group.some((name) => name.toLowerCase() === lower))
      .flat();
    return [...new Set([text, respelled(text), ...others])].filter(
      (way, i) => !i || way.toLowerCase() !== lower,
    );
  };

  /* What to ask instead: the same without filters, names that begin alike, and single words. */
  const othersOf = (text, synonyms, isFiltered) => {
    const asked = text.split(/\s+/).filter(Boolean);
    const long = wordsOf(text).filter((word) => word.length > 3);
    const names = synonyms
      .flat()
      .filter((name) => wordsOf(name).some((other) => long.some((word) => isAlike(word, other))));
    const others = [...(isFiltered && text ? [text] : []), ...names, ...(asked[1] ? asked : [])];
    return [...new Set(others)].slice(0, SUGGESTIONS);
  };

  const scoreOf = (section) =>
    section.weighted_locations.reduce((total, place) => total + place.balanced_score, 0);

  /* What is called as the question says, perhaps with more behind a colon: a page, a section, a
     term. */
  const isCalled = (ways, title) => {
    const names = [title, title.split(":")[0]].map((name) => name.toLowerCase());
    return ways.some((way) => way && names.includes(way.toLowerCase()));
  };

  const called = (ways, { meta, sub_results: sections }) =>
    [meta, ...sections].some(({ title }) => isCalled(ways, title));

  /* The page that opens shows the words; it finds them here. */
  const remember = (text) => {
    try {
      sessionStorage.setItem("search-words", JSON.stringify(wordsOf(text)));
    } catch {
      // Without storage the page opens without marks.
    }
  };

  function start(root, { keepsAddress, base }) {
    const form = root.querySelector(".site-search-form");
    const status = root.querySelector(".site-search-status");
    const list = root.querySelector(".site-search-results");
    const more = root.querySelector(".site-search-more");
    const tries = root.querySelector(".site-search-instead");
    const words = JSON.parse(form.dataset.words);
    const synonyms = JSON.parse(form.dataset.synonyms ?? "[]");
    const query = form.elements.q;
    const filters = [...form.querySelectorAll("select")];

    let loading;
    const load = () => (loading ??= merged());

    /* Other sites answer too. One whose index is not there would stop the answers of all, so it is
       asked for that first. */
    const merged = async () => {
      const pagefind = await import(new URL(form.dataset.pagefind, base).href);
      const others = JSON.parse(form.dataset.merged ?? "[]");
      const answered = await Promise.allSettled(
        others.map(async ({ site, base: place, bundle }) => {
          const answer = await fetch(`${bundle}pagefind-entry.json`);
          if (!answer.ok) throw new Error(`${bundle} is not there`);
          await pagefind.mergeIndex(bundle, { baseUrl: place, mergeFilter: { site } });
        }),
      );
      for (const { reason } of answered) if (reason) console.info(String(reason));
      return pagefind;
    };

    const link = (url, title) => {
      const made = element("a", { href: url }, title);
      made.addEventListener("click", () => remember(query.value));
      return made;
    };

    const section = ({ title, url, excerpt: html }) =>
      element("li", {}, link(url, title), element("p", {}, ...excerpt(html)));

    const item = ({ url, meta, excerpt: html, sub_results: sections }) => {
      const ways = waysOf(query.value.trim(), synonyms);
      const made = element("li", {}, link(url, meta.title));
      if (meta.facts) made.append(element("p", { className: "site-search-facts" }, meta.facts));
      const inside = sections
        .filter((one) => one.url.includes("#") && one.title !== meta.title)
        .map((one) => ({ one, isFirst: isCalled(ways, one.title), score: scoreOf(one) }))
        .sort((a, b) => b.isFirst - a.isFirst || b.score - a.score)
        .map(({ one }) => one);
      if (inside.length) made.append(element("ul", {}, ...inside.slice(0, SECTIONS).map(section)));
      else made.append(element("p", {}, ...excerpt(html)));
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
      Object.fromEntries(
        filters.filter(({ value }) => value).map(({ name, value }) => [name, value]),
      );

    const keepInAddress = (text, wanted) => {
      if (!keepsAddress) return;
      const state = new URLSearchParams({ ...(text && { q: text }), ...wanted }).toString();
      history.replaceState(null, "", state ? `?${state}` : location.pathname);
    };

    /* Ask in every way, and put the best of each page first. */
    const ask = async (text, wanted) => {
      const pagefind = await load();
      const ways = text ? waysOf(text, synonyms) : [null];
      const answered = await Promise.all(
        ways.map((way) => pagefind.search(way, { filters: wanted })),
      );
      const best = new Map();
      answered.forEach(({ results }, i) => {
        for (const result of results) {
          const known = best.get(result.id);
          if (!known || known.result.score < result.score) best.set(result.id, { result, way: ways[i] });
        }
      });
      const ranked = [...best.values()].sort((a, b) => b.result.score - a.result.score);
      if (!text || !ranked.length) return ranked.map(({ result }) => result);
      const first = await Promise.all(ranked.slice(0, RESULTS).map(({ result }) => result.data()));
      if (!first.some((data, i) => answers(ranked[i].way, data))) return [];
      const isFirst = (_, i) => first[i] && called(ways, first[i]);
      const sorted = [...ranked.filter(isFirst), ...ranked.filter((one, i) => !isFirst(one, i))];
      return sorted.map(({ result }) => result);
    };

    const instead = (text, count) =>
      element(
        "button",
        {
          type: "button",
          onclick: () => {
            query.value = text;
            for (const filter of filters) filter.value = "";
            search();
            query.focus();
          },
        },
        `${text} (${count})`,
      );

    /* Where nothing is found: what would be, with how much of it. */
    const suggest = async (text, wanted, asked) => {
      const others = othersOf(text, synonyms, Object.keys(wanted).length);
      const counts = await Promise.all(others.map(async (other) => (await ask(other, {})).length));
      if (asked !== question) return;
      const made = others.flatMap((other, i) => (counts[i] ? [instead(other, counts[i])] : []));
      tries.replaceChildren(...(made.length ? [words.instead, ...made] : []));
    };

    let waiting;
    const say = () => {
      status.textContent = words.searching;
      root.setAttribute("aria-busy", "true");
      list.replaceChildren();
      more.hidden = true;
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
        clearTimeout(waiting);
        waiting = setTimeout(say, SOON);
        if (isAsked) results = await ask(text, wanted);
        found = await loaded(results);
      } catch {
        status.textContent = words.failed;
        return;
      } finally {
        if (asked === question) {
          clearTimeout(waiting);
          root.removeAttribute("aria-busy");
        }
      }
      if (asked !== question) return;
      const some = words.found.replace("{count}", results.length);
      status.textContent = !isAsked ? NOTHING : results.length ? some : words.nothing;
      list.replaceChildren();
      tries.replaceChildren();
      append(found, results.slice(RESULTS), asked);
      if (isAsked && !results.length) await suggest(text, wanted, asked).catch(() => {});
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
    status.textContent = NOTHING;
    return { query, filters, search, chosen };
  }

  globalThis.sphinxPagefind = { start, respelled, waysOf, isAlike, othersOf };

  const root = document.querySelector(".site-search");
  if (!root) return;
  const { query, filters, search, chosen } = start(root, {
    keepsAddress: true, base: document.baseURI,
  });
  const given = new URLSearchParams(location.search);
  query.value = given.get("q") ?? "";
  filters.forEach((filter) => {
    filter.value = given.get(filter.name) ?? "";
    if (filter.selectedIndex < 0) filter.value = "";
  });
  if (query.value || Object.keys(chosen()).length) search();
  else query.focus();
})();
