"""Translations as XLIFF 1.2, which every tool for translators reads and writes.

Source: XLIFF Version 1.2, OASIS Standard, 1 February 2008. One `file` for each listing; in it a
`trans-unit` for each text, whose `id` is our key. The source text comes back with the translation:
it binds the translation to what it was made from.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, ParseError, SubElement, indent

from defusedxml.ElementTree import iterparse

from wemi_piemonte.exchange.translations.lines import STATES, Line, Task, Unreadable
from wemi_piemonte.foundation.locales import LOCALES, tag_of

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CODES = {tag_of(code).lower(): code for code in LOCALES}


def written(tasks: Iterable[Task], target: Any) -> None:
    """Write texts to translate to a binary file; those of a listing must stand together."""
    root = Element("xliff", {"version": "1.2", "xmlns": NAMESPACE})
    for (service, source, locale), found in groupby(
        tasks, lambda task: (task.service, task.unit.source_lang, task.unit.locale)
    ):
        file = SubElement(
            root,
            "file",
            {
                "original": service,
                "source-language": tag_of(source),
                "target-language": tag_of(locale),
                "datatype": "plaintext",
            },
        )
        body = SubElement(file, "body")
        for task in found:
            _unit(body, task)
    indent(root)
    ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)


def _unit(body: Element, task: Task) -> None:
    unit = SubElement(
        body,
        "trans-unit",
        {
            "id": task.key,
            "resname": task.unit.field,
            _SPACE: "preserve",
            "maxwidth": str(task.limit),
            "size-unit": "char",
        },
    )
    SubElement(unit, "source").text = task.unit.source
    target = SubElement(unit, "target", {"state": task.state})
    target.text = task.text or None
    if task.is_machine:
        target.set("state-qualifier", "mt-suggestion")
    if task.words:
        SubElement(unit, "note", {"from": "glossary"}).text = task.words


def lines_of(file: Any) -> Iterator[Line]:
    """Yield the texts of a binary file; raises Unreadable where it is no XLIFF 1."""
    try:
        yield from _lines(file)
    except ParseError as error:
        raise Unreadable(f"The file is not valid XML: {error}.") from error
    except ValueError as error:  # what defusedxml refuses: entities, outside references
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("The file declares entities, which are not taken.") from error


def _lines(file: Any) -> Iterator[Line]:
    locale, number, is_xliff = "", 0, False
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        name = _local(element)
        if event == "start":
            if not is_xliff:
                if name != "xliff" or not element.get("version", "").startswith("1."):
                    raise Unreadable("The file is not XLIFF 1.2.")
                is_xliff = True
            if name == "file":
                tag = element.get("target-language", "")
                locale = _CODES.get(tag.lower(), tag)
        elif name == "trans-unit":
            number += 1
            yield _line(element, number, locale)
            # What was read is let go: a file may be long.
            element.clear()


def _line(unit: Element, number: int, locale: str) -> Line:
    source, text, state = "", "", ""
    for child in unit:
        name = _local(child)
        if name == "source":
            source = "".join(child.itertext())
        elif name == "target":
            text = "".join(child.itertext())
            state = child.get("state", "")
    # Tools may have states of their own, marked by "x-": they promise nothing.
    known = state if state in STATES or not state else "new"
    return Line(number, unit.get("id", ""), locale, source, text, known)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
