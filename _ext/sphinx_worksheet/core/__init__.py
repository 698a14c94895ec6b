"""Pure code: notation, units, evaluation and formatting, without Sphinx and docutils."""
