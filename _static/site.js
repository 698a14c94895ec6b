// What scrolls sideways can be reached by the keyboard, in browsers that do not see to it.

{
  const watch = new ResizeObserver((entries) => {
    // All are measured before one is changed, else each is laid out anew.
    const targets = entries.map(({ target }) => ({
      target,
      isWide: target.scrollWidth > target.clientWidth,
    }));
    for (const { target, isWide } of targets) {
      if (isWide) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  const wide = "pre, .table-wrapper, .math-block, .worksheet-formula";
  for (const scroller of document.querySelectorAll(wide)) watch.observe(scroller);
}

// A link into a long page keeps its aim while what is near it is laid out.

{
  const LONG = 600; // milliseconds
  const STOPS = ["wheel", "touchstart", "pointerdown", "keydown"];
  let until = 0;

  const aim = () => {
    let target;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      // A fragment may be no valid text.
    }
    if (!target) return;
    until = performance.now() + LONG;
    const keep = () => {
      if (performance.now() > until) return;
      target.scrollIntoView({ behavior: "instant" });
      requestAnimationFrame(keep);
    };
    requestAnimationFrame(keep);
  };

  for (const stop of STOPS) addEventListener(stop, () => (until = 0), { passive: true });
  addEventListener("hashchange", aim);
  aim();
}
