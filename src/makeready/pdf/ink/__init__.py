"""Ink: a finished PDF and what its printer asks for go in; a PDF that a press takes, and findings, come out."""
