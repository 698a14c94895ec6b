"""The command ``import``: from the export of an old blog to pages, with every old address kept.

    export ──► hugo, jekyll, medium ──► OldPost ──► planning (markdown, html) ──► Page ──► files

Everything between the first arrow and the last is pure: texts in, texts out.
"""
