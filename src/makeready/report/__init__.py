"""Reports: findings and results go in; text for a person or JSON for a program comes out."""
