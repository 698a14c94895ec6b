extensions = ["sphinx_series"]
html_theme = "basic"
