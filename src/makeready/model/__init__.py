"""Passive values that every floor shares: no files, no third party, no behaviour beyond looking inside."""
