"""Where pages are and were: addresses, redirects, the ledger, and the rules of servers."""
