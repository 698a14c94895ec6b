// The archive's filter: a field above the list, which is complete without it.

const groups = [...document.querySelectorAll(".series-group")].map((heading) => {
  const list = heading.nextElementSibling;
  const items = [...list.children].map((item) => ({ item, text: textOf(heading) + textOf(item) }));
  return { heading, list, items };
});

function textOf(node) {
  return ` ${node.textContent.toLowerCase()}`;
}

const place = document.querySelector(".archive-filter");
place.role = "search";
place.innerHTML =
  '<label>Filter <input type="search" placeholder="title, subject or text"></label>' +
  '<span role="status"></span>';
const field = place.querySelector("input");
const status = place.querySelector("span");

/** Show the posts that hold all words of the field, and the subjects that have any. */
function filter() {
  const words = field.value.toLowerCase().split(/\s+/);
  for (const { heading, list, items } of groups) {
    for (const { item, text } of items) item.hidden = !words.every((word) => text.includes(word));
    heading.hidden = list.hidden = items.every(({ item }) => item.hidden);
  }
  const all = groups.flatMap(({ items }) => items);
  const shown = all.filter(({ item }) => !item.hidden);
  status.textContent = `${shown.length} of ${all.length} posts`;
}

field.addEventListener("input", filter);
filter();
