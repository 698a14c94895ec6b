extensions = ["sphinx_series"]
series_clock = "2026-06-30"
html_theme = "basic"
