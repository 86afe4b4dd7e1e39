"""From an export file to history and published tables."""
