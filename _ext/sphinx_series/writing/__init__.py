"""What is done while pages are written: placeholders become nodes, and only outdated pages are."""
