"""What scripts without any client do with such portals: probes, paging loops, filters of dashboards, files."""

import csv
import io
import json
import os
import unittest
from collections import Counter
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pandas
from record import objectives

API = os.environ["BASE"] + "/api/explore/v2.1"
ID = "fr-en-strategie-numerique-objectifs"
RECORD = list(objectives())


def url(path, **query):
    return f"{API}/{path}?{urlencode(query, doseq=True)}"


def get(path, headers=None, **query):
    with urlopen(Request(url(path, **query), headers=headers or {}), timeout=30) as response:
        return response.read()


def records(dataset=ID, **query):
    return json.loads(get(f"catalog/datasets/{dataset}/records", **query))


class Probes(unittest.TestCase):
    def test_a_portal_is_told_by_its_list_of_datasets(self):
        answer = json.loads(get("catalog/datasets", limit=1))
        self.assertEqual((answer["total_count"], len(answer["results"])), (15, 1))
        metas = answer["results"][0]["metas"]["default"]
        for name in ("title", "description", "modified", "publisher", "license", "language", "data_processed"):
            self.assertIsInstance(metas[name], str, name)
        for name in ("theme", "keyword"):
            self.assertIsInstance(metas[name], list, name)
        self.assertIsInstance(metas["records_count"], int)

    def test_a_double_slash_and_one_at_the_end_do_no_harm(self):
        for path in ("/catalog/datasets", "catalog/datasets/", f"/catalog/datasets/{ID}/exports/json"):
            self.assertTrue(json.loads(get(path, limit=1)), path)

    def test_what_is_always_sent_along_is_taken(self):
        headers = {
            "Content-Type": "application/json",
            "Authorization": "Apikey none",
            "Accept": "application/json; charset=utf-8",
        }
        common = {"timezone": "UTC", "include_links": "false", "include_app_metas": "false", "apikey": "none"}
        self.assertTrue(json.loads(get(f"catalog/datasets/{ID}/records", headers, limit=1, **common))["results"])
        export = {"lang": "en", "timezone": "UTC", "use_labels": "false", "compressed": "false", "epsg": 4326}
        self.assertEqual(get(f"catalog/datasets/{ID}/exports/parquet", headers, **export)[:4], b"PAR1")

    def test_the_catalogue_is_searched_and_sorted(self):
        for query in (
            {"where": 'search(*, "objectifs")'},
            {"where": '"objectifs"'},
            {"where": "modified >= date'2026-07-10T00:00:00Z'"},
            {"where": "modified is not null", "order_by": "modified desc"},
            {"order_by": "title asc", "refine": "keyword:objectifs"},
        ):
            ids = [row["dataset_id"] for row in json.loads(get("catalog/datasets", **query))["results"]]
            self.assertIn(ID, ids, query)
        self.assertEqual(json.loads(get("catalog/datasets", limit=0)), {"total_count": 15, "results": []})
        chosen = json.loads(get("catalog/datasets", select="dataset_id, records_count", limit=100))["results"]
        self.assertIn({"dataset_id": ID, "records_count": len(RECORD)}, chosen)

    def test_refining_by_a_theme_that_holds_a_comma(self):
        theme = json.loads(get(f"catalog/datasets/{ID}"))["metas"]["default"]["theme"]
        self.assertEqual(json.loads(get("catalog/datasets", select="theme", limit=1))["results"], [{"theme": theme}])
        facets = json.loads(get("catalog/facets", facet="theme"))["facets"][0]["facets"]
        self.assertEqual([(facet["value"], facet["count"]) for facet in facets], [(theme[0], 15)])
        for refine in (f"theme:{theme[0]}", f'theme:"{theme[0]}"'):
            self.assertEqual(json.loads(get("catalog/datasets", refine=refine))["total_count"], 15, refine)


class Loops(unittest.TestCase):
    def test_pages_until_a_short_one(self):
        for size in (7, 20, 100):
            seen, offset = [], 0
            while True:
                page = records(limit=size, offset=offset)
                seen += [(row["release"], row["code"]) for row in page["results"]]
                offset += size
                if len(page["results"]) < size:
                    break
            self.assertEqual(sorted(seen), sorted((row["release"], row["code"]) for row in RECORD), size)

    def test_pages_until_the_total_sorted_by_a_field_with_ties(self):
        seen = []
        while True:
            page = records(limit=10, offset=len(seen), order_by="status", select="release, code")
            seen += [(row["release"], row["code"]) for row in page["results"]]
            if len(seen) >= page["total_count"]:
                break
        self.assertEqual(len(set(seen)), len(RECORD))


class Filters(unittest.TestCase):
    def same(self, where, keep):
        expected = sum(1 for row in RECORD if keep(row))
        self.assertEqual(records(where=where, limit=0)["total_count"], expected, where)
        self.assertTrue(expected, where)

    def test_filters_of_dashboards(self):
        self.same('axis = "4"', lambda row: row["axis"] == "4")
        self.same('action IN ("14", "15")', lambda row: row["action"] in ("14", "15"))
        self.same('NOT action in ("14", "15")', lambda row: row["action"] not in ("14", "15"))
        self.same('status != "completed"', lambda row: row["status"] == "in_progress")
        self.same('NOT status = "completed"', lambda row: row["status"] != "completed")
        self.same('title_fr like "%numérique%"', lambda row: "numérique" in (row["title_fr"] or "").lower())
        self.same("axis is null", lambda row: row["axis"] is None)
        self.same(["release = '2026'", "progress >= 40"], lambda row: (row["progress"] or 0) >= 40)
        versions = "fr-en-strategie-numerique-versions"
        where = "latest >= date'2025-01-01' AND latest < date'2026-01-01'"
        self.assertEqual([row["release"] for row in records(versions, where=where)["results"]], ["2025"])
        self.assertTrue(records(where='search("cybersecurity")')["total_count"])

    def test_aggregates_of_dashboards(self):
        select = "axis, count(*) as axis__count, sum(progress) as progress__sum"
        rows = records(select=select, group_by="axis", limit=100)
        expected = Counter(row["axis"] for row in RECORD)
        self.assertEqual({row["axis"]: row["axis__count"] for row in rows["results"]}, expected)
        sums = {row["axis"]: row["progress__sum"] for row in rows["results"]}
        self.assertEqual(sums["4"], sum(row["progress"] or 0 for row in RECORD))
        total = records(select="count(*) as total", limit=1)
        self.assertEqual((total["total_count"], total["results"]), (len(RECORD), [{"total": len(RECORD)}]))

    def test_facets_of_dashboards(self):
        answer = json.loads(get(f"catalog/datasets/{ID}/facets", facet=["action", "status"], where='release="2026"'))
        rows = [row for row in RECORD if row["release"] == "2026"]
        self.assertEqual([group["name"] for group in answer["facets"]], ["action", "status"])
        for group in answer["facets"]:
            found = {facet["value"]: facet["count"] for facet in group["facets"]}
            self.assertEqual(found, Counter(row[group["name"]] for row in rows if row[group["name"]]))

    def test_a_refusal_is_json(self):
        for where in ("contains(title_fr, 'x')", "axis not in ('4')", "progress = '12'", "axis ="):
            with self.assertRaises(HTTPError) as refused:
                records(where=where)
            with refused.exception as response:
                self.assertEqual(response.code, 400, where)
                self.assertEqual(json.load(response).keys() & {"error_code", "message"}, {"error_code", "message"})


class Files(unittest.TestCase):
    def export(self, name):
        return f"catalog/datasets/{ID}/exports/{name}"

    def test_every_format_that_is_listed_can_be_had(self):
        for scope in ("catalog", f"catalog/datasets/{ID}"):
            formats = [link["rel"] for link in json.loads(get(f"{scope}/exports"))["links"] if link["rel"] != "self"]
            self.assertIn("csv", formats)
            for name in formats:
                self.assertTrue(get(f"{scope}/exports/{name}"), name)

    def test_a_reader_of_csv_that_is_told_semicolon_and_byte_order_mark(self):
        text = get(self.export("csv")).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
        self.assertEqual([row["title_fr"] for row in rows], [row["title_fr"] or "" for row in self.ordered(rows)])
        self.assertEqual(text.count("\ufeff"), 0)

    def ordered(self, rows):
        """The rows of the record in the order of others."""
        by_code = {(row["release"], row["code"]): row for row in RECORD}
        return [by_code[row["release"], row["code"]] for row in rows]

    def test_pandas_reads_csv_and_parquet_alike(self):
        address = url(self.export("csv"), select="release, code, status, progress, title_fr", order_by="release, code")
        table = pandas.read_csv(address, sep=";", dtype={"release": str, "code": str})
        whole = pandas.read_parquet(io.BytesIO(get(self.export("parquet"), order_by="release, code")))
        for frame in (table, whole):
            self.assertEqual(len(frame), len(RECORD))
            self.assertEqual(frame["progress"].dropna().tolist(), whole["progress"].dropna().tolist())
            done = frame[frame["status"] == "completed"]
            self.assertEqual(sorted(done["code"]), ["32-1", "33", "39"])
        self.assertEqual(table["title_fr"].dropna().tolist(), whole["title_fr"].dropna().tolist())

    def test_compressed_is_a_file(self):
        table = pandas.read_csv(io.BytesIO(get(self.export("csv"), compressed="true")), sep=";", compression="gzip")
        self.assertEqual(len(table), len(RECORD))

    def test_lines_of_json(self):
        rows = [json.loads(line) for line in get(self.export("jsonl")).splitlines()]
        self.assertEqual(len(rows), len(RECORD))


if __name__ == "__main__":
    unittest.main()
