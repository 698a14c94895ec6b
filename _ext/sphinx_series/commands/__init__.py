"""The command line ``sphinx-series``: what authors do besides building."""
