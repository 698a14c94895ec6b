// Loads a page anew when it was built anew, where the reader was on it, and says what a build said.
"use strict";

(() => {
  const { build, page } = document.currentScript.dataset;
  const box = document.createElement("pre");

  const show = ({ text, is_failure: isFailure }) => {
    box.remove();
    if (!text) return;
    box.textContent = text;
    box.setAttribute("role", isFailure ? "alert" : "status");
    box.tabIndex = 0;
    Object.assign(box.style, {
      position: "fixed", inset: "auto 0 0", zIndex: 2147483647, margin: 0, padding: "1em",
      maxHeight: "60vh", overflow: "auto", whiteSpace: "pre-wrap", font: "14px/1.4 monospace",
      color: "#fff", background: isFailure ? "#8a1c1c" : "#4a4a2a",
    });
    document.body.append(box);
  };

  const follow = () => {
    const url = new URL("/-preview/builds", location);
    url.protocol = "ws";
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => {
      const told = JSON.parse(data);
      // While only some pages are of the new build, the others wait.
      const isThere = !told.pages.length || told.pages.includes(page);
      if (told.build !== build && isThere) location.reload();
      else show(told);
    };
    // The server may be started again.
    socket.onclose = () => setTimeout(follow, 500);
  };

  follow();
})();
