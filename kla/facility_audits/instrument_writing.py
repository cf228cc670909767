"""Writing an instrument as the file that `instrument_files` reads. Pure."""

import json
from collections.abc import Iterable, Iterator

from kla.facility_audits.instrument import Condition, Instrument, Item, Scale, Section, Words


def write(instrument: Instrument) -> str:
    """The text of its file: `read` of it gives the same instrument."""
    parts = [_head(instrument), *map(_scale, instrument.scales)]
    for section in instrument.sections:
        parts += [_section(section), *map(_item, section.items)]
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def _text(value: str) -> str:
    """A TOML string: JSON's, whose escapes TOML has too, but for DEL, which TOML bars."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(values: Iterable[str]) -> str:
    return "[" + ", ".join(map(_text, values)) + "]"


def _words(key: str, words: Words) -> list[str]:
    return [f"{key}.{language} = {_text(words[language])}" for language in ("id", "en")]


def _in_line(words: Words) -> str:
    return ", ".join(_words("text", words))


def _head(instrument: Instrument) -> Iterator[str]:
    yield f"kind = {_text(instrument.kind)}"
    yield f"version = {_text(instrument.version)}"
    yield from _words("title", instrument.title)
    yield from _words("about", instrument.about)
    yield f"facility_kinds = {_texts(instrument.facility_kinds)}"
    if instrument.maximum:
        yield f"maximum = {instrument.maximum}"
    if instrument.fixed_maximum:
        yield "fixed_maximum = true"
    yield f"bands_source = {_text(instrument.bands_source)}"
    yield "bands = ["
    for band in instrument.bands:
        words = ", ".join(_words("title", band.title))
        yield f"  {{ code = {_text(band.code)}, from = {band.least}, {words} }},"
    yield "]"
    yield "sources = ["
    for one in instrument.sources:
        yield f"  {{ title = {_text(one.title)}, url = {_text(one.url)} }},"
    yield "]"


def _scale(scale: Scale) -> Iterator[str]:
    yield f"[scales.{scale.name}]"
    yield f"type = {_text(scale.type)}"
    if scale.choices:
        yield "choices = ["
        for one in scale.choices:
            words = _in_line(one.text)
            yield f"  {{ code = {_text(one.code)}, points = {one.points}, {words} }},"
        yield "]"
    if scale.reached:
        yield "reached = ["
        yield from (f"  {{ from = {one.least}, points = {one.points} }}," for one in scale.reached)
        yield "]"


def _numbers(pairs: Iterable[tuple[str, int, int]]) -> Iterator[str]:
    """Numbers that are not what they are without being said."""
    yield from (f"{key} = {value}" for key, value, default in pairs if value != default)


def _section(section: Section) -> Iterator[str]:
    yield "[[sections]]"
    yield f"code = {_text(section.code)}"
    yield from _words("title", section.title)
    known = (("maximum", section.maximum, 0), ("minimum", section.minimum, 0))
    yield from _numbers((*known, ("share", section.share, 0)))


def _item(item: Item) -> Iterator[str]:
    yield "[[sections.items]]"
    yield f"id = {_text(item.id)}"
    yield from _words("text", item.text)
    if item.help:
        yield from _words("help", item.help)
    yield f"scale = {_text(item.scale.name)}"
    known = (("weight", item.weight, 1), ("least", item.least, 0))
    yield from _numbers((*known, ("indicator", item.indicator, 0)))
    if item.photo:
        yield "photo = true"
    if item.when:
        yield f"when = {_condition(item.when)}"
    yield f"wording = {_text(item.wording)}"
    yield f"weight_source = {_text(item.weight_source)}"


def _condition(condition: Condition) -> str:
    if condition.joined:
        parts = ", ".join(map(_condition, condition.parts))
        return f"{{ {condition.joined} = [{parts}] }}"
    if len(condition.values) == 1:
        return f"{{ item = {_text(condition.item)}, equals = {_text(condition.values[0])} }}"
    return f"{{ item = {_text(condition.item)}, in = {_texts(condition.values)} }}"
