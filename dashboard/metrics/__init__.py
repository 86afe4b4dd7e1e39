"""Figures as pure functions of frames and arrays: shares, ages, survival, bounds. Nothing here knows a page."""
