extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
series_clock = "half past nine"
series_drafts = "maybe"
series_authors = ["ada"]
html_theme = "basic"
