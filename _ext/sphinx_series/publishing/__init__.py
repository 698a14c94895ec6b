"""What is written besides pages: feeds, redirects, cards, copies, and the heads that name them."""
