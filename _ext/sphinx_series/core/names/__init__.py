"""Public names: places on pages, and objects, that others refer to."""
