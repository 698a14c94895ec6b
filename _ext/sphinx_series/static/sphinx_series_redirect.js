/* Leads on from a redirect page, as a server's 301 does (RFC 9110, 10.2.2): the query stays, and the
   fragment where the target has none. A file, since policies of sites allow no script in a page. */

"use strict";

(() => {
  const to = new URL(document.querySelector("a").href);
  const query = location.search;
  if (query) to.search = to.search ? `${to.search}&${query.slice(1)}` : query;
  if (!to.hash) to.hash = location.hash;
  location.replace(to.href);
})();
