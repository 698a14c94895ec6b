"""Files that a site publishes besides its pages, each in its standard form."""
