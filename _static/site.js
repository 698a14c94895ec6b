// What scrolls sideways can be reached by the keyboard, in browsers that do not see to it.

{
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  const wide = "pre, .table-wrapper, .math-block, .worksheet-formula";
  for (const scroller of document.querySelectorAll(wide)) watch.observe(scroller);
}
