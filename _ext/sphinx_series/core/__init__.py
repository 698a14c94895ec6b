"""What the extension is about, in pure code: no Sphinx, docutils or MyST below this folder."""
