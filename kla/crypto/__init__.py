"""Keys, seals and signatures: bytes and frozen dataclasses in, bytes out; no web, no tables."""
