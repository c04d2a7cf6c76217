"""Typography: the lines of finished pages are read, counted, and held against what the book allows."""
