"""What the page Data quality is put together from: one tab a file."""
