"""What may be done with reports of the public."""
