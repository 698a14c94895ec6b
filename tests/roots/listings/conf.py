extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
series_clock = "2026-06-30"
series_authors = {"ada": {"name": "Ada", "url": "https://example.org/ada"}}
html_theme = "basic"
