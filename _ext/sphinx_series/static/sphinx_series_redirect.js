/* Leads on from a redirect page, as a server's 301 does (RFC 9110, 10.2.2): the query stays, and the
   fragment where the target has none. On any page, leads on from the line of a section that moved.
   A file, since policies of sites allow no script in a page. */

"use strict";

(() => {
  const lead = (link) => {
    const to = new URL(link.href);
    const query = location.search;
    if (query) to.search = to.search ? `${to.search}&${query.slice(1)}` : query;
    if (!to.hash) to.hash = location.hash;
    location.replace(to.href);
  };
  const asked = () => {
    const id = location.hash.slice(1);
    try {
      return document.getElementById(id) ?? document.getElementById(decodeURIComponent(id));
    } catch {
      return null;
    }
  };
  const follow = () => {
    const line = asked()?.closest(".series-moved");
    const isRedirect = document.querySelector("meta[name=generator][content=sphinx-series]");
    const link = line || isRedirect ? (line ?? document).querySelector("a") : null;
    if (link) lead(link);
  };
  follow();
  addEventListener("hashchange", follow);
})();
