"""Codes that people read aloud and type: Crockford's 32 characters, in groups of four."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011")
BITS, GROUP = 5, 4
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Bytes as characters, most significant first, zeros filling the last one."""
    count = -(-len(data) * 8 // BITS)
    number = int.from_bytes(data, "big") << (count * BITS - len(data) * 8)
    return "".join(ALPHABET[(number >> (BITS * i)) & 31] for i in reversed(range(count)))


def decode(text: str, length: int) -> bytes:
    """The bytes that `encode` wrote. `ValueError` for any other text."""
    count, spare = -(-length * 8 // BITS), -length * 8 % BITS
    characters = normalise(text)
    if len(characters) != count or not set(characters) <= set(ALPHABET):
        raise ValueError("not a code of this length")
    number = 0
    for character in characters:
        number = number << BITS | _VALUES[character]
    if number & ((1 << spare) - 1):
        raise ValueError("not a code")
    return (number >> spare).to_bytes(length, "big")


def normalise(text: str) -> str:
    """Undo what hands do: case, spaces, hyphens, and the letters that look like digits."""
    kept = "".join(character for character in text.upper() if character not in " -\t\n")
    return kept.translate(MISREAD)


def grouped(characters: str) -> str:
    """With a hyphen after every fourth."""
    return "-".join(characters[i : i + GROUP] for i in range(0, len(characters), GROUP))
