"""Checks: finished files go in; findings come out. Nothing that makes a book is imported."""
