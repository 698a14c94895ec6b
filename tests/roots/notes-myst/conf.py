extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
series_clock = "2026-06-30"
html_theme = "basic"
