"""What is asked about facilities, and the words for it."""
