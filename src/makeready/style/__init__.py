"""Style: style sheets go in; what they say, each read once, comes out. No other room reads CSS by itself."""
