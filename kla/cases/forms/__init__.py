"""The forms of case work, and what its words are called on the screen."""
