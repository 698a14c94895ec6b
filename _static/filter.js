// A filter above lists and tables, which are complete without it. The address keeps its words.

{
  const place = document.querySelector(".page-filter, .archive-filter");
  const { placeholder = "title, subject or text", counted = "posts" } = place.dataset;

  /** A word without its ending: who writes "jumped" means what "jumps" too. */
  const stem = (word) => (word.length > 4 ? word.replace(/(?:ed|ing|es|s)$/, "") : word);

  const textOf = (node) => ` ${node.textContent.toLowerCase()}`;

  const groups = [...document.querySelectorAll(".series-group, .symptoms-guide, .worksheets-page")].map((heading) => {
    const list = heading.nextElementSibling;
    const rows = list.querySelectorAll(":scope > li, :scope > dt, tbody > tr");
    const items = [...rows].map((row) => {
      const item = row.matches("dt") ? [row, row.nextElementSibling] : [row];
      return { item, text: [heading, ...item].map(textOf).join("") };
    });
    return { heading, list, items };
  });

  place.role = "search";
  place.innerHTML = '<label>Filter <input type="search"></label><span role="status"></span>';
  const field = place.querySelector("input");
  const status = place.querySelector("span");
  field.placeholder = placeholder;

  /** Show what has all words of the field, else what has most of them, and the headings above any. */
  function filter() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean).map(stem);
    const all = groups.flatMap(({ items }) => items);
    const count = ({ text }) => words.filter((word) => text.includes(word)).length;
    const counts = new Map(all.map((one) => [one.item, count(one)]));
    const most = Math.max(...counts.values());
    const wanted = most || words.length;
    for (const { heading, list, items } of groups) {
      for (const { item } of items) {
        for (const node of item) node.hidden = counts.get(item) < wanted;
      }
      heading.hidden = list.hidden = items.every(({ item }) => item[0].hidden);
    }
    const shown = all.filter(({ item }) => !item[0].hidden);
    // What is left is laid out at once.
    document.documentElement.classList.toggle("is-filtered", words.length > 0);
    const some = most && most < words.length ? `, with ${most} of ${words.length} words` : "";
    status.textContent = `${shown.length} of ${all.length} ${counted}${some}`;
  }

  /** Keep the words in the address, so that a link brings the same list. */
  function keep() {
    const address = new URL(location);
    if (field.value.trim()) address.searchParams.set("filter", field.value.trim());
    else address.searchParams.delete("filter");
    history.replaceState(history.state, "", address);
  }

  field.value = new URLSearchParams(location.search).get("filter") ?? "";
  field.addEventListener("input", filter);
  field.addEventListener("change", keep);
  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(keep, 300);
  });
  filter();
}
