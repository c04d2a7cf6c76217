"""Book folders: a folder as another system keeps it goes in; what is read of it, and in which order, comes out."""
