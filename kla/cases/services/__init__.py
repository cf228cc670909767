"""What may be done with a case. Plain functions; each asks for permission and leaves its line."""
