extensions = ["myst_parser", "sphinx_worksheet"]
worksheet_data = ["cards.toml"]
man_pages = [("index", "sizes", "Sizes", "", 1)]
copyright = "nobody"
version = "1"
