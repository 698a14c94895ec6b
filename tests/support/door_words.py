"""The words of which inputs of several doors are put together."""

KEYS = (
    "---\n", "\n---\n", "date: ", "2026-01-01\n", "topics: ", "[a, b]\n", "slug: ", "aliases: ",
    "[/a/]\n", "draft: ", "true\n", "series: ", "part: ", "3\n", "image: ", "authors: ",
    "expires: ", "updated: ", "canonical: ", "- ", "\n", ":date: ", ":topics: ", "\n# Title\n",
    "external: ", "states: ", "description: ", "unlisted: ", "review_by: ", "labels: ",
    "image_alt: ",
    '{"cells": [', '{"cell_type": "markdown", "source": ["', '"]}', "]}", '"metadata": {', ", ",
)  # fmt: skip
RECORDS = (
    "/a/", "/b.html", " -> ", "gone", "\n", "# x\n", "/*", "?q=1", "#here", "%2f", "std:label ",
    "a b", "/", "far:post", "/A/", "\r\n", "  ",
)  # fmt: skip
DATA = (
    "[columns]\n", "m = ", '"GB"\n', "[sources.s]\n", 'title = "t"\n', "[rows.r]\n",
    'source = "s"\n', "1\n", "[", "]\n", "[[a]]\n", "a.b.c = ", "{", "}\n", "'''", '"""',
    "2026-01-01\n", "inf\n", "true\n", "1_000\n", 'url = "https://a.example/"\n', "[rows]\n",
    "r = { m = 1 }\n",
)  # fmt: skip
STATEMENTS = (
    "x = ", "1 GB", "2", " [1 .. 9]", " [1 .. 1e9 log]", " step 0.1", " | Label", "\n", "y = ",
    "x", " * ", " / ", " ** ", " + ", " -> ", "GB/s", "(2 decimals)", "max(", ", ", ")", "f(",
    " if ", " else ", "c: ", "t = r", "t.m", "w.x", "x > 1", "# x\n", "PiB", "%", "1e308", "exp(",
    "-", "x = 3 GB [1 .. 9] | Size\n", "y = 2 * x -> MB\n", "y > 1 MB | Fits\n", "t = t[r]\n",
)  # fmt: skip
MARKDOWN = (
    "Text.", "\n\n", "# A\n", "```\n", "![a](", "b.png)", "[x](", "/y/)", "[x][y]\n", "[y]: /z\n",
    "| a | b |\n|---|---|\n", "- a\n", "> b\n", "{% highlight ruby %}", "{% endhighlight %}",
    "{% raw %}", "{% endraw %}", "{{ x }}", "{{< figure src=x >}}", "{{% x %}}", "{: .x}", "<div>",
    "</div>", "[^1]", "[^1]: ", "$$", "!!! note\n", '=== "A"\n', "    ", "{#a}", "<!--more-->",
    "import X from 'y'\n", "<Tabs>", "</Tabs>", ":::tip\n", ":::\n", '--8<-- "x"', "<%", "[[a]]",
    "{filename}", "~~", "==", "??? tip\n", "\n1. b\n", "{% include x.html y=z %}",
    "{% post_url x %}",
    '<img src="b.png">', "<a href='/y/'>", "</a>", "\t", "  \n", "&nbsp;", ":smile:", "*[A]: B\n",
)  # fmt: skip
FRONT = (
    "title: ", "A\n", "date: ", "2020-01-01\n", "tags: ", "[a]\n", "categories: ", "permalink: ",
    "/a/:title/\n", "redirect_from: ", "aliases: ", "draft: ", "url: ", "slug: ", "layout: ",
    "- x\n", "published: ", "authors: ", "status: ", "save_as: ", "\n", "true\n", "lastmod: ",
)  # fmt: skip
