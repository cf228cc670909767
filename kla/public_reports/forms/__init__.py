"""Forms of the public's door and of the desk."""
