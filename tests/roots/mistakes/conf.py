extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
series_clock = "half past nine"
series_drafts = "maybe"
series_authors = ["ada"]
series_permalink = "/blog/"
series_ledger = "urls.txt"
series_redirect_exports = ["json"]
series_redirect_hosts = "example.org"
html_theme = "basic"
series_names = "names.txt"
series_catalogues = {
    "notes": ("https://notes.example/", "nowhere.json"),
}
