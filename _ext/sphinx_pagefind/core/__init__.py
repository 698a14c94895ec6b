"""What the search is about, in pure code: no Sphinx below this folder."""
