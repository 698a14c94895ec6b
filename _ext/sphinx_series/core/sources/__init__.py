"""What sources say: their front matter, what they declare, and how new ones are written."""
