"""The municipalities, provinces and social districts of Piedmont, read from derived tables."""
