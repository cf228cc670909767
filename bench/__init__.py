"""Measures what sealing costs, each time beside the same work done in clear: `python -m bench`."""
