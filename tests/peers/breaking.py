"""Breaks answers on purpose: the same bytes and the same way always give the same broken answer.

The form stays: JSON is JSON, an envelope an envelope, an archive can be unpacked. Statuses and headers stay, too, but for the
header that counts requests, which is broken with the numbers of `limits`.
"""

import base64
import json
import re

from archives import packed, unpacked
from leaves import LEAVES, other
from lxml import etree

# Elements that stand for a list even where there is but one of them.
LISTS = {"componentFailures", "componentSuccesses", "errors", "fileProperties", "messages", "metadataObjects", "records"}


def without_first(items):
    return items[1:]


def with_last_twice(items):
    return [*items, items[-1]]


ITEMS = {"one item less": without_first, "one item twice": with_last_twice}


def _first_component(entries):
    return next((name for name in sorted(entries) if not name.endswith("package.xml")), None)


def one_byte(entries):
    """One letter of the first component: the first in the text of an element, or else the one in the middle."""
    name = _first_component(entries)
    if name is None:
        return entries
    content = entries[name]
    letter = re.search(rb"(?<=[^?]>)[A-Za-z0-9]", content)
    at = letter.start() if letter else len(content) // 2
    return entries | {name: content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]}


def one_name(entries):
    """The first component under another name."""
    name = _first_component(entries)
    if name is None:
        return entries
    folder, slash, file = name.rpartition("/")
    return {f"{folder}{slash}Other{file}" if one == name else one: content for one, content in entries.items()}


def one_entry_less(entries):
    name = _first_component(entries)
    return {one: content for one, content in entries.items() if one != name}


ENTRIES = {"one byte": one_byte, "one name": one_name, "one entry less": one_entry_less}
WAYS = [*LEAVES, *ITEMS, *ENTRIES]


def broken(answer, way):
    """The answer, broken in a way; the same bytes where there is nothing to break in this way."""
    start = answer.lstrip()[:1]
    if answer.startswith(b"PK"):
        return _broken_archive(answer, way)
    if start == b"<":
        return _broken_xml(answer, way)
    if start in (b"{", b"["):
        return _broken_json(answer, way)
    return answer


def ways_of(answer):
    """The ways in which an answer can be broken."""
    return [way for way in WAYS if broken(answer, way) != answer]


def _broken_archive(answer, way):
    entries = unpacked(answer)
    changed = ENTRIES[way](entries) if way in ENTRIES else entries
    return answer if changed == entries else packed(changed)


def _broken_json(answer, way):
    document = json.loads(answer)
    changed = _broken_value("", document, way)
    return answer if changed == document else json.dumps(changed, ensure_ascii=False).encode()


def _broken_value(name, value, way):
    if isinstance(value, dict):
        return {key: _broken_value(key, one, way) for key, one in value.items()}
    if isinstance(value, list):
        items = [_broken_value(name, one, way) for one in value]
        return ITEMS[way](items) if way in ITEMS and items else items
    if isinstance(value, bool) or isinstance(value, (int, float)):
        return json.loads(other(way, name, json.dumps(value)))
    return other(way, name, value) if isinstance(value, str) else value


def _broken_xml(answer, way):
    try:
        root = etree.fromstring(answer)
    except etree.XMLSyntaxError:
        return answer
    before = etree.tostring(root)
    for element in list(root.iter(etree.Element)):
        _break_element(element, way)
    return answer if etree.tostring(root) == before else etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _break_element(element, way):
    name, text = etree.QName(element).localname, element.text or ""
    if len(element):
        _break_items(element, way)
    elif way in ENTRIES and name == "zipFile" and text:
        element.text = base64.b64encode(_broken_archive(base64.b64decode(text), way)).decode()
    elif text:
        element.text = other(way, name, text)


def _break_items(parent, way):
    """Breaks each list among the children: those that repeat a name, and those that are lists by their name."""
    if way not in ITEMS:
        return
    groups = {}
    for child in parent:
        groups.setdefault(etree.QName(child).localname, []).append(child)
    for name, items in groups.items():
        if len(items) == 1 and name not in LISTS:
            continue
        if way == "one item less":
            parent.remove(items[0])
        else:
            items[-1].addnext(etree.fromstring(etree.tostring(items[-1], with_tail=False)))
