"""Everything that is done about people, without a browser."""
