"""Common Indonesian names, as tests put people together from them."""

import tomllib
from pathlib import Path

_READ = tomllib.loads(Path(__file__).with_name("name_lists.toml").read_text(encoding="utf-8"))


def words(name: str) -> list[str]:
    """One of the lists."""
    found: str = _READ[name]
    return found.split()


MALE, FEMALE = words("male"), words("female")
SECOND_MALE, SECOND_FEMALE = words("second_male"), words("second_female")
FAMILY, CHRISTIAN = words("family"), words("christian")
BUGIS, BANJAR, DAYAK, BALI = words("bugis"), words("banjar"), words("dayak"), words("bali")
BALI_ORDER, SERVANTS, FATHERS = words("bali_order"), words("servants"), words("fathers")
COMMON = frozenset(words("common"))
BEFORE = words("before")
AFTER = [title.strip() for title in _READ["after"].split("|")]
CLOSE = [tuple(pair.split("/")) for pair in words("close")]
SPELLINGS: dict[str, list[str]] = {name: text.split() for name, text in _READ["spellings"].items()}
