"""The Catalogue: what all sources say together, and what each page shows of it."""
