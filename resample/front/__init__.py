"""The front door: calls that name an original in text."""
