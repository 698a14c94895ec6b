// A figure opens large, where one can move it about; without a script its link leads to the picture.

{
  for (const link of document.querySelectorAll(".figure-open")) {
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
