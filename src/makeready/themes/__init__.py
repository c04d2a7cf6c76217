"""The built-in theme: style sheets as package data."""
