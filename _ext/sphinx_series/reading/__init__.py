"""What is done while sources are read: directives, front matter, and the Catalogue after them."""
