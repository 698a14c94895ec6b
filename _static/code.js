// Blocks of code: a button copies what one would type, and another wraps lines that do not fit.

{
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", () => act(made));
    return made;
  };

  /** What one would type: without line numbers and, where there are prompts, without these and output. */
  const textOf = (pre) => {
    const copy = pre.cloneNode(true);
    const isSession = copy.querySelector(".gp");
    for (const node of copy.querySelectorAll(`.linenos${isSession ? ", .gp, .go" : ""}`)) node.remove();
    const text = copy.textContent;
    return isSession ? text.replace(/\n{2,}/g, "\n").trimStart() : text;
  };

  const tell = (node, text) => {
    const before = node.textContent;
    node.textContent = text;
    setTimeout(() => (node.textContent = before), 2000);
  };

  // What is measured between two changes would be laid out each time.
  const blocks = [...document.querySelectorAll("div.highlight > pre")];
  const wide = new Set(blocks.filter((pre) => pre.scrollWidth > pre.clientWidth));
  for (const pre of blocks) {
    const tools = document.createElement("div");
    tools.className = "code-tools";
    const wrap = button("Wrap", (node) => {
      node.setAttribute("aria-pressed", String(pre.classList.toggle("code-wrapped")));
    });
    wrap.setAttribute("aria-pressed", "false");
    const copy = button("Copy", (node) => {
      navigator.clipboard
        .writeText(textOf(pre))
        .then(() => tell(node, "Copied"))
        .catch(() => tell(node, "Select, and copy"));
    });
    if (wide.has(pre)) tools.append(wrap);
    tools.append(copy);
    pre.after(tools);
  }
}
