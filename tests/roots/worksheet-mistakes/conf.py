extensions = ["myst_parser", "sphinx_worksheet"]
suppress_warnings = ["config.cache"]
worksheet_data = ["cards.toml", "missing.toml", "more/cards.toml", 3]
