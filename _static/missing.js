// Of a missing page: asks the search for the words of its address, and offers the likeliest pages.

const SHOWN = 3;
const ALIKE = 0.4;

/** The part of an address that says what a page is about: without suffix, dates and old ids. */
const name = (address) =>
  decodeURIComponent(address)
    .replace(/(index)?\.html$|\/$/g, "")
    .split("/")
    .at(-1)
    .replace(/-[0-9a-f]{10,}$/, "")
    .toLowerCase();

const pairs = (text) => new Set(Array.from(text.slice(1), (letter, at) => text[at] + letter));

/** How alike two names are, from 0 to 1: the pairs of letters that both have. */
const alikeness = (one, other) => {
  const [a, b] = [pairs(one), pairs(other)];
  return (2 * [...a].filter((pair) => b.has(pair)).length) / (a.size + b.size || 1);
};

const offer = (missing, catalogue, root) => {
  const known = new Map();
  const note = (address, target) => {
    const likeness = alikeness(missing, name(address));
    const best = known.get(target.address)?.likeness ?? 0;
    if (likeness >= Math.max(ALIKE, best)) known.set(target.address, { ...target, likeness });
  };
  const targets = [...catalogue.posts, ...catalogue.series, ...catalogue.topics];
  const pages = new Map(targets.map((target) => [target.address, target]));
  for (const target of targets) note(target.address, target);
  for (const { from, to } of catalogue.redirects) if (pages.has(to)) note(from, pages.get(to));
  const likely = [...known.values()].sort((a, b) => b.likeness - a.likeness).slice(0, SHOWN);
  const items = likely.map(({ title, address }) => {
    const item = document.createElement("li");
    const link = item.appendChild(document.createElement("a"));
    link.href = new URL(address.slice(1), root);
    link.textContent = title;
    return item;
  });
  document.querySelector(".missing-likely ul").replaceChildren(...items);
};

let missing = "";
try {
  missing = name(location.pathname);
} catch {
  // An address may be no valid text at all.
}
if (missing) {
  document.querySelector(".missing-search input").value = missing.replace(/[^\p{L}\p{N}]+/gu, " ");
  const root = new URL(document.documentElement.dataset.content_root, document.baseURI);
  fetch(new URL("catalogue.json", root))
    .then((answer) => answer.json())
    .then((catalogue) => offer(missing, catalogue, root));
}
