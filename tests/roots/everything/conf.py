project = "Everything"
author = copyright = "nobody"
version = release = "1"
extensions = ["myst_parser", "sphinx_series", "sphinx_worksheet"]
primary_domain = "series"
series_clock = "2026-06-30"
man_pages = [("index", "everything", "All there is", ["nobody"], 7)]
epub_show_urls = "no"
today = "2026-06-30"
latex_engine = "xelatex"
latex_documents = [("index", "everything.tex", "Everything", "nobody", "howto")]
latex_elements = {"fontpkg": ""}
texinfo_documents = [
    ("index", "everything", "Everything", "nobody", "Everything", "All there is", "Misc")
]
