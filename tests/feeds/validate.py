"""Validates the feeds of a running service with readers and schemas that are not its own.

    validate.py BASE

BASE is the address of the service, such as http://127.0.0.1:8080. Each Atom feed is held to the RELAX NG of RFC 4287
(atom.rng) and to what its prose asks beyond it, and read by feedparser; each JSON Feed is held to a schema of JSON Feed 1.1
(json_feed.schema.json). Both forms must have the same entries, and each entry must lead to what it tells of. Exits 1 with
the findings.
"""

import argparse
import collections
import json
import pathlib
import sys
import urllib.error
import urllib.request

import feedparser
import jsonschema
from lxml import etree

HERE = pathlib.Path(__file__).parent
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FEEDS = ["releases", "changes", "changes?axis=4", "changes?objective=33", "changes?action=11", "changes?limit=5"]
# Entries of a feed whose addresses are followed.
FOLLOWED = 40


def get(address, headers=None):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers or {}), timeout=60) as answer:
        return answer.headers, answer.read()


def address(base, feed, form, language):
    # Parameters in the order of their names, as a feed names itself.
    name, _, query = feed.partition("?")
    query = "&".join(sorted(filter(None, [query, f"lang={language}"])))
    return f"{base}/feeds/{name}.{form}?{query}"


def served(where, headers, media):
    """What HTTP says of a feed: its type, and validators that hold."""
    if headers.get_content_type() != media:
        yield f"{where}: {headers.get_content_type()}"
    tag = headers.get("ETag", "")
    if not tag.startswith('"') or not headers.get("Last-Modified"):
        yield f"{where}: no strong ETag or no Last-Modified"
        return
    try:
        get(where, {"If-None-Match": tag})
        yield f"{where}: the ETag does not hold"
    except urllib.error.HTTPError as error:
        if error.code != 304:
            yield f"{where}: {error.code} instead of 304"


def links_of(element):
    return [(link.get("rel"), link.get("type"), link.get("hreflang"), link.get("href")) for link in element.findall(f"{ATOM}link")]


def prose(where, feed, language):
    """What RFC 4287 says in words (sections 4.1.1, 4.1.2, 4.2.7.2) and its schema does not."""
    if feed.get(LANGUAGE) != language:
        yield f"{where}: xml:lang is {feed.get(LANGUAGE)}"
    if [href for rel, _, _, href in links_of(feed) if rel == "self"] != [where]:
        yield f"{where}: rel=self is {links_of(feed)}"
    if feed.find(f"{ATOM}author") is None:
        yield f"{where}: no author"
    for element in [feed, *feed.findall(f"{ATOM}entry")]:
        alternates = collections.Counter(link[1:3] for link in links_of(element) if link[0] == "alternate")
        if not alternates or max(alternates.values()) > 1:
            yield f"{where}: alternates {alternates}"
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    if len(ids) != len(set(ids)) or not all(name.startswith("urn:uuid:") for name in ids):
        yield f"{where}: ids are not unique names"
    times = [entry.findtext(f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry")]
    if times != sorted(times, reverse=True) or (times and feed.findtext(f"{ATOM}updated") != times[0]):
        yield f"{where}: not the newest first"


def atom(base, name, language, schema):
    where = address(base, name, "atom", language)
    headers, document = get(where)
    yield from served(where, headers, "application/atom+xml")
    feed = etree.fromstring(document)
    if not schema.validate(feed):
        yield from (f"{where}: {error.line}: {error.message}" for error in schema.error_log)
    yield from prose(where, feed, language)
    parsed = feedparser.parse(document, response_headers={"content-type": headers["Content-Type"]})
    if parsed.bozo or parsed.version != "atom10":
        yield f"{where}: feedparser finds {parsed.version} and {parsed.get('bozo_exception')}"
    for entry in parsed.entries:
        content = etree.HTML(entry.content[0].value)
        if not "".join(content.itertext()).strip() or not entry.title:
            yield f"{where}: {entry.id} says nothing"
    for rel, media, _, href in links_of(feed):
        if rel == "alternate" and get(href)[0].get_content_type() != media:
            yield f"{where}: {href} is not {media}"


def json_feed(base, name, language, schema):
    where = address(base, name, "json", language)
    headers, document = get(where)
    yield from served(where, headers, "application/feed+json")
    feed = json.loads(document)
    for error in schema.iter_errors(feed):
        yield f"{where}: {error.json_path}: {error.message[:200]}"
    if feed["feed_url"] != where or feed["language"] != language:
        yield f"{where}: calls itself {feed['feed_url']} in {feed['language']}"


def same(base, name, language):
    """Both forms tell the same, and what they tell of is there."""
    items = json.loads(get(address(base, name, "json", language))[1])["items"]
    entries = feedparser.parse(get(address(base, name, "atom", language))[1]).entries
    where = address(base, name, "*", language)
    told = [(item["id"], item["title"], item["url"]) for item in items]
    # feedparser's own `link` is that of a page, which these entries do not have.
    alternates = [[link.href for link in entry.links if link.rel == "alternate"] for entry in entries]
    if told != [(entry.id, entry.title, *hrefs) for entry, hrefs in zip(entries, alternates)]:
        yield f"{where}: Atom and JSON Feed differ"
    for item, entry in zip(items, entries):
        content = etree.HTML(entry.content[0].value)
        lines = ["".join(paragraph.itertext()) for paragraph in content.iter("p")]
        if lines != item["content_text"].split("\n"):
            yield f"{where}: {item['id']} says {lines} and {item['content_text']}"
    for item in items[:: len(items) // FOLLOWED + 1]:
        yield from leads(where, item)
    print(f"{where}: {len(items)} entries")


def leads(where, item):
    answer = json.loads(get(item["url"])[1])
    if isinstance(answer["data"], list):
        # A change: its address gives that one alone, with the texts that the entry quotes.
        [change] = answer["data"]
        sides = [change[side] or {} for side in ("before", "after")]
        quoted = [text for side in sides for text in (side.get("text") or {}).values() if text]
        if not all(text in item["content_text"] for text in quoted) or change["kind"] not in item["tags"]:
            yield f"{where}: {item['id']} does not say what is at {item['url']}"
        hrefs = [side["href"] for side in sides if side]
        if [link["url"] for link in item["_jalon"]["related"]] != hrefs:
            yield f"{where}: {item['id']} leads elsewhere than {hrefs}"
    for link in item["_jalon"]["related"]:
        get(link["url"])


def findings(base):
    relax_ng = etree.RelaxNG(etree.parse(str(HERE / "atom.rng")))
    schema = jsonschema.Draft202012Validator(json.loads((HERE / "json_feed.schema.json").read_text(encoding="utf-8")))
    for name in FEEDS:
        for language in ("fr", "en"):
            yield from atom(base, name, language, relax_ng)
            yield from json_feed(base, name, language, schema)
            yield from same(base, name, language)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("base", help="address of the service, such as http://127.0.0.1:8080")
    found = list(findings(parser.parse_args().base.rstrip("/")))
    print(*found, sep="\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
