extensions = [
    "myst_parser",
    "sphinx_series",
    "sphinx_markdown_builder",
    "sphinxext.opengraph",
]
primary_domain = "series"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 2
project = "A Site"
author = "Its Owner"
html_title = "A Site"
html_theme = "basic"
html_baseurl = "https://docs.example.org/en/latest/"
ogp_site_url = html_baseurl
ogp_social_cards = {"enable": False}
series_authors = {
    "ada": {"name": "Ada & Co", "url": "https://example.org/ada?a=1&b=2"},
    "bob": {"name": "Bob", "url": "javascript:alert(1)"},
}
series_clock = "2026-06-01"
series_markdown = True
series_permalink = "/blog/{slug}/"
