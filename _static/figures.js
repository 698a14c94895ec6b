// A figure opens large, where one can move it about; without a script its link leads to the picture.
// What is drawn for a narrow page needs no link, and is a button only where there is a script.

{
  for (const link of document.querySelectorAll(".figure-open")) {
    if (!link.href) {
      link.role = "button";
      link.tabIndex = 0;
      link.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        link.click();
      });
    }
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const dialog = document.createElement("dialog");
      dialog.className = `figure-dialog ${link.className}`;
      const close = document.createElement("button");
      close.textContent = "Close";
      close.addEventListener("click", () => dialog.close());
      const picture = link.querySelector("svg").cloneNode(true);
      dialog.append(close, picture);
      dialog.addEventListener("close", () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    });
  }
}
