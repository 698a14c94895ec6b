extensions = ["myst_parser", "sphinx_series"]
primary_domain = "series"
html_theme = "basic"
html_baseurl = "https://docs.example.org/en/latest/"
series_permalink = "/blog/{slug}/"
series_ledger = "urls.txt"
series_redirect_exports = ["netlify", "nginx", "json"]
series_redirect_hosts = ["example.org"]
