project = "Foreign"
extensions = ["myst_parser", "sphinx_series", "sphinx_worksheet"]
html_theme = "alabaster"
exclude_patterns = ["_build"]
