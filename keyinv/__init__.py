"""keyinv."""
