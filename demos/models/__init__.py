"""What lessons train, where it is more than a few lines: a model, and what it learns from."""
