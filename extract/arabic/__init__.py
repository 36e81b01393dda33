"""The Arabic layer: words, numbers, dates."""
