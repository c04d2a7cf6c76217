"""The wrap: a book and its final page count go in; back, spine and front come out as one page for the printer."""
