// Marks of reading, kept in this browser and sent nowhere: parts that were read, and where one was.

{
  const KEY = "reading";
  const READ = 0.9; // the share of a page at which it counts as read

  const root = new URL(document.documentElement.dataset.content_root, document.baseURI);
  const nameOf = (address) => new URL(address, document.baseURI).pathname.slice(root.pathname.length);

  const stored = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return { off: true }; // no storage, no marks
    }
  };
  const keep = (state) => localStorage.setItem(KEY, JSON.stringify(state));

  /** Tick the parts that were read, in the sidebar and in outlines. */
  const tick = () => {
    const { parts = {}, off } = stored();
    for (const link of document.querySelectorAll("li[data-part] > a, .series-parts a, .stages a")) {
      const share = off ? 0 : (parts[nameOf(link.getAttribute("href") === "#" ? location : link.href)] ?? 0);
      link.closest("li").classList.toggle("is-read", share >= READ);
    }
  };

  /** Offer to go on where one was. */
  const offer = () => {
    const actions = document.querySelector(".home-actions p");
    const { last, off } = stored();
    if (!actions || !last || off) return;
    const link = document.createElement("a");
    link.href = new URL(last.name, root);
    link.className = "home-continue";
    link.textContent = `Continue: ${last.title}`;
    actions.append(link);
  };

  /** Note how far a part is read. */
  const follow = () => {
    const position = document.querySelector(".series-position");
    if (!position) return;
    const title = document.querySelector("h1").firstChild.textContent.split(":")[0];
    const part = position.querySelector(".series-part").textContent.replace(/ of .*/, "");
    const note = () => {
      const { off, parts = {} } = stored();
      if (off) return;
      const share = (scrollY + innerHeight) / document.documentElement.scrollHeight;
      const name = nameOf(location);
      if (share <= (parts[name] ?? 0.1)) return;
      parts[name] = Math.round(share * 100) / 100;
      keep({ parts, last: { name, title: `${part}, ${title}` } });
      if (share >= READ) tick();
    };
    let pause;
    addEventListener("scroll", () => {
      clearTimeout(pause);
      pause = setTimeout(note, 500);
    }, { passive: true });
  };

  /** One switch puts the marks off and erases them. */
  const place = document.querySelector(".bottom-of-page .left-details, footer .left-details");
  if (place) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "reading-switch";
    const say = () => {
      button.textContent = stored().off
        ? "Keep reading marks in this browser"
        : "Erase reading marks, and keep none";
    };
    button.addEventListener("click", () => {
      keep(stored().off ? {} : { off: true });
      say();
      tick();
      document.querySelector(".home-continue")?.remove();
    });
    say();
    place.append(button);
  }
  tick();
  offer();
  follow();
}
