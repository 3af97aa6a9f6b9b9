"""Reads every file of a running service with the programs that people use, and compares each cell with the JSON answer.

Usage: read_back.py BASE

BASE is the address of the service, such as http://127.0.0.1:8080. The lists are those that the contract says are files;
each is read as CSV (both profiles), JSON Lines, XLSX and Parquet, and compared with the pages of the list. The exports of
each dataset of the Explore surface are compared with its own JSON. Exits 1 with the differences.
"""

import datetime
import decimal
import gzip
import io
import json
import re
import sys
import urllib.request

import openpyxl
import pandas
import pyarrow
import pyarrow.parquet

DAY = re.compile(r"\d{4}-\d\d-\d\d")
# What the profile for French spreadsheets marks with an apostrophe.
MARKED = re.compile(r"[=+\-@\t\r].*|(?=.*[./-])[0-9./-]+", re.DOTALL)


def get(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


class Findings:
    """What differs, and how much was compared."""

    def __init__(self):
        self.differences, self.files, self.cells = [], 0, 0

    def compare(self, where, columns, rows, expected, shown):
        """Each cell of a file with the value that JSON has, in the form in which the format shows it."""
        self.files += 1
        if len(rows) != len(expected):
            self.differences.append(f"{where}: {len(rows)} rows, {len(expected)} in JSON")
        if expected and list(expected[0]) != list(columns):
            self.differences.append(f"{where}: columns {list(columns)}, {list(expected[0])} in JSON")
            return
        for number, (row, values) in enumerate(zip(rows, expected), 1):
            for column, cell, value in zip(columns, row, values.values()):
                self.cells += 1
                wanted = shown(value)
                if type(cell) is not type(wanted) or cell != wanted:
                    self.differences.append(f"{where}: row {number}, {column}: {cell!r}, expected {wanted!r}")

    def check(self, truth, what):
        if not truth:
            self.differences.append(what)


def text(value, booleans=("false", "true"), point=".", marked=False):
    """A value as CSV has it."""
    match value:
        case None:
            return ""
        case bool():
            return booleans[value]
        case float():
            # All digits and no exponent, as few as tell the number.
            plain = str(int(value)) if value.is_integer() else format(decimal.Decimal(repr(value)), "f")
            return plain.replace(".", point)
        case int():
            return str(value)
        case list():
            value = ",".join(value)
    # A day stays one: it is a date to a spreadsheet, and is meant to be.
    return f"'{value}" if marked and MARKED.fullmatch(value) and not DAY.fullmatch(value) else value


def read_csv(findings, url, expected, delimiter, bom, **style):
    body = get(url)
    findings.check(body.startswith(b"\xef\xbb\xbf") == bom, f"{url}: byte order mark")
    findings.check(b"\r\n" in body, f"{url}: no CRLF")
    frame = pandas.read_csv(io.BytesIO(body), sep=delimiter, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    rows = frame.astype(object).values.tolist()
    findings.compare(url, frame.columns, rows, expected, lambda value: text(value, **style))


def read_json_lines(findings, url, expected):
    rows = [json.loads(line) for line in get(url).decode().splitlines()]
    columns = list(rows[0]) if rows else []
    findings.compare(url, columns, [list(row.values()) for row in rows], expected, lambda value: value)


def read_xlsx(findings, url, expected):
    sheet = openpyxl.load_workbook(io.BytesIO(get(url))).active
    lines = list(sheet.iter_rows())
    columns = [cell.value for cell in lines[0]]
    findings.check(all(cell.font.bold for cell in lines[0]), f"{url}: the header is not bold")
    findings.check(sheet.freeze_panes == "A2" and sheet.auto_filter.ref, f"{url}: no frozen header with filters")
    findings.check(not any(cell.data_type == "f" for line in lines for cell in line), f"{url}: a formula")

    def shown(value):
        match value:
            case "" | []:
                return None
            case list():
                return ", ".join(value)
            case str() if DAY.fullmatch(value):
                return datetime.datetime.fromisoformat(value)
            case str() if DAY.match(value) and "T" in value:
                # A cell has no time zone: it shows the clock.
                return datetime.datetime.fromisoformat(value).replace(tzinfo=None)
            case float() if value.is_integer():
                return int(value)
        return value

    def holds_other_texts(column):
        texts = [row[column] for row in expected if isinstance(row.get(column), str)]
        return not all(DAY.fullmatch(text) for text in texts)

    mixed = [holds_other_texts(column) for column in columns]

    def read(cell, is_mixed):
        value = cell.value
        # Among other texts a day is a text too.
        if is_mixed and isinstance(value, str) and DAY.fullmatch(value):
            return datetime.datetime.fromisoformat(value)
        return int(value) if isinstance(value, float) and value.is_integer() else value

    rows = [[read(cell, is_mixed) for cell, is_mixed in zip(line, mixed)] for line in lines[1:]]
    findings.compare(url, columns, rows, expected, shown)


def read_parquet(findings, url, expected):
    table = pyarrow.parquet.read_table(io.BytesIO(get(url)))
    known = [pyarrow.string(), pyarrow.int64(), pyarrow.float64(), pyarrow.bool_(), pyarrow.date32()]
    known += [pyarrow.timestamp("us", "UTC"), pyarrow.list_(pyarrow.string())]
    for field in table.schema:
        # The item of a list is called `element`, as the standard has it.
        kind = pyarrow.list_(pyarrow.string()) if pyarrow.types.is_list(field.type) else field.type
        findings.check(kind in known and field.nullable, f"{url}: {field.name} is {field.type}")
    findings.check(b"title" in (table.schema.metadata or {}), f"{url}: no title")

    def read(value):
        match value:
            case datetime.datetime():
                return value.astimezone(datetime.timezone.utc).isoformat()
            case datetime.date():
                return value.isoformat()
        return value

    def shown(value):
        if isinstance(value, str) and DAY.match(value) and "T" in value:
            return datetime.datetime.fromisoformat(value).astimezone(datetime.timezone.utc).isoformat()
        return value

    types = {field.name: field.type for field in table.schema}
    for column in table.column_names:
        values = [row[column] for row in expected if isinstance(row.get(column), str)]
        dated = bool(values) and all(DAY.fullmatch(value) for value in values)
        findings.check(not dated or types[column] == pyarrow.date32(), f"{url}: {column} holds days as {types[column]}")
    rows = [[read(value) for value in row.values()] for row in table.to_pylist()]
    findings.compare(url, table.column_names, rows, expected, shown)


def lines_of(nodes, language, depth=0):
    for node in nodes:
        if node["text"] and node["text"][language]:
            yield ("• " if depth else "") + node["text"][language]
        yield from lines_of(node["items"], language, depth + 1)


def cell(item, column):
    """The value of a flat column in the nested item of a list."""
    if column == "absent":
        return [f"{field}:{reason}" for field, reason in item["absent"].items()]
    if column.startswith("computed_"):
        return (item["computed"] or {}).get(column.removeprefix("computed_"))
    if stated := re.fullmatch(r"(.*)_(fr|en)_release", column):
        return item[stated[1] + "_stated_in"][stated[2]]
    if basis := re.fullmatch(r"(.*)_basis_(fr|en)", column):
        return (item[basis[1]] or {}).get("basis", {}).get(basis[2])
    if of_language := re.fullmatch(r"(.*)_(fr|en)", column):
        name, language = of_language.groups()
        if isinstance(item[name], list):
            return "\n".join(lines_of(item[name], language)) or None
        return (item[name] or {}).get(language)
    value = item[column]
    return value["date"] if isinstance(value, dict) and "date" in value else value


def pages(base, path, release, columns):
    """The rows of a list as flat objects, from all of its pages."""
    rows, url = [], f"{base}{path}?release={release}&limit=500"
    while url:
        page = json.loads(get(url))
        of_release = page["meta"]["release"]
        for item in page["data"]:
            row = {"release": of_release["id"], "revision": of_release["revision"]}
            rows.append(row | {column: cell(item, column) for column in columns[2:]})
        url = page["links"]["next"]
    return rows


# The lists whose pages hold the columns of their files one by one. Those of what stands beside the plan nest them in other
# ways; each of their cells is read in the exports of their datasets.
PLAIN = {"axes", "actions", "objectives", "statements", "progress", "sources"}


def lists(base):
    """The addresses of the lists that are files, with the examples of their parameters."""
    for path, item in json.loads(get(f"{base}/api/v1/openapi.json"))["paths"].items():
        operation = item.get("get", {"responses": {"200": {}}})
        is_plain = path.rsplit("/", 1)[1] in PLAIN
        if is_plain and "text/csv" in operation["responses"]["200"].get("content", {}):
            for parameter in operation["parameters"]:
                path = path.replace("{" + parameter["name"] + "}", str(parameter.get("example")))
            yield path


def read_lists(findings, base):
    releases = [release["id"] for release in json.loads(get(f"{base}/api/v1/releases"))["data"]]
    paths = list(lists(base))
    findings.check(len(paths) >= 11, f"only {len(paths)} lists are files")
    for path in paths:
        # A nested list exists in the releases that know what it belongs to; the examples speak of the current one.
        nested = path.count("/") > 3
        for release in releases[-1:] if nested else releases:
            url = f"{base}{path}?release={release}"
            columns = get(f"{url}&format=csv").decode().split("\r\n")[0].split(",")
            expected = pages(base, path, release, columns)
            read_csv(findings, f"{url}&format=csv", expected, ",", False)
            french = {"booleans": ("FAUX", "VRAI"), "point": ",", "marked": True}
            read_csv(findings, f"{url}&format=csv&profile=excel-fr", expected, ";", True, **french)
            read_json_lines(findings, f"{url}&format=jsonl", expected)
            read_xlsx(findings, f"{url}&format=xlsx", expected)
            read_parquet(findings, f"{url}&format=parquet", expected)


def read_exports(findings, address):
    expected = json.loads(get(f"{address}/json"))
    read_csv(findings, f"{address}/csv", expected, ";", True)
    read_json_lines(findings, f"{address}/jsonl", expected)
    read_xlsx(findings, f"{address}/xlsx", expected)
    read_parquet(findings, f"{address}/parquet", expected)
    zipped = gzip.decompress(get(f"{address}/csv?compressed=true"))
    findings.check(zipped == get(f"{address}/csv"), f"{address}/csv: compressed and plain differ")


def main():
    base, findings = sys.argv[1].rstrip("/"), Findings()
    read_lists(findings, base)
    datasets = f"{base}/api/explore/v2.1/catalog/datasets"
    for dataset in json.loads(get(f"{datasets}?limit=100&select=dataset_id"))["results"]:
        read_exports(findings, f"{datasets}/{dataset['dataset_id']}/exports")
    print("\n".join(findings.differences[:50]))
    print(f"{findings.files} files, {findings.cells} cells, {len(findings.differences)} differences")
    if findings.differences or findings.cells < 40_000:
        sys.exit(1)


main()
