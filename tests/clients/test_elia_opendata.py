"""What the documentation of elia-opendata shows, asked of Jalon: records, exports, data frames of pandas and polars."""

import io
import os
import unittest

import pandas
from elia_opendata.client import EliaClient
from elia_opendata.data_processor import EliaDataProcessor
from elia_opendata.error import APIError
from record import objectives

ID = "fr-en-strategie-numerique-objectifs"
RELEASES = "fr-en-strategie-numerique-versions"
RECORD = list(objectives())
CURRENT = [row for row in RECORD if row["release"] == "2026"]


class Client(EliaClient):
    """The address is an attribute of the class."""

    BASE_URL = os.environ["BASE"] + "/api/explore/v2.1/"


class Records(unittest.TestCase):
    client = Client()

    def test_filters_and_sorts(self):
        rows = self.client.get_records(
            ID, where="release='2026' AND progress>50", order_by="progress desc", select="code, progress", limit=100
        )
        expected = [(row["code"], row["progress"]) for row in CURRENT if (row["progress"] or 0) > 50]
        self.assertEqual(sorted((row["code"], row["progress"]) for row in rows), sorted(expected))
        self.assertEqual([row["progress"] for row in rows], sorted((of for _, of in expected), reverse=True))

    def test_pages(self):
        pages = [self.client.get_records(ID, limit=50, offset=offset) for offset in (0, 50, 100)]
        self.assertEqual([len(page) for page in pages], [50, len(RECORD) - 50, 0])
        rows = {(row["release"], row["code"]) for page in pages for row in page}
        self.assertEqual(len(rows), len(RECORD))

    def test_compares_a_moment_with_a_plain_text(self):
        rows = self.client.get_records(RELEASES, where="recorded_at>='2026-01-01' AND recorded_at<'2027-01-01'")
        self.assertEqual([row["release"] for row in rows], ["2023", "2025", "2026"])

    def test_takes_a_range_of_days(self):
        rows = self.client.get_records(RELEASES, where="recorded_at IN [date'2026-11-22'..date'2026-11-22']")
        self.assertEqual(len(rows), 3)
        days = "(release='2023') AND (latest IN [date'2024-01-01'..date'2025-12-31'])"
        self.assertEqual(self.client.get_records(RELEASES, where=days), [])

    def test_raises_what_went_wrong(self):
        with self.assertRaises(APIError):
            self.client.get_records("no-such-dataset")
        with self.assertRaises(APIError):
            self.client.get_records(ID, where="nothing>100")


class Exports(unittest.TestCase):
    client = Client()

    def test_json(self):
        rows = self.client.export(ID, where="axis='4'", select="release, code, title_en")
        expected = [row for row in RECORD if row["axis"] == "4"]
        self.assertEqual({row["title_en"] for row in rows}, {row["title_en"] for row in expected})
        self.assertEqual(len(rows), len(expected))
        self.assertEqual(len(self.client.export(ID, limit=5)), 5)

    def test_csv_with_labels(self):
        text = self.client.export(ID, export_format="csv", use_labels="true", lang="fr")
        self.assertTrue(text.startswith("\ufeffPublication;Révision;"), text[:60])

    def test_parquet(self):
        frame = pandas.read_parquet(io.BytesIO(self.client.export(ID, export_format="parquet")))
        self.assertEqual(len(frame), len(RECORD))
        self.assertEqual(frame["progress"].sum(), sum(row["progress"] or 0 for row in RECORD))
        self.assertEqual(frame["current"].dtype, bool)
        self.assertEqual(frame["current"].sum(), len(CURRENT))


class Frames(unittest.TestCase):
    def test_the_latest_value_as_json_pandas_and_polars(self):
        newest = {"order_by": "latest desc", "select": "release, announced_axes"}
        rows = EliaDataProcessor(client=Client()).fetch_current_value(RELEASES, **newest)
        self.assertEqual(rows, [{"release": "2026", "announced_axes": 4}])
        frame = EliaDataProcessor(client=Client(), return_type="pandas").fetch_current_value(RELEASES, **newest)
        self.assertEqual(frame.iloc[0]["release"], "2026")
        frame = EliaDataProcessor(client=Client(), return_type="polars").fetch_current_value(RELEASES, **newest)
        self.assertEqual(frame.row(0), ("2026", 4))


if __name__ == "__main__":
    unittest.main()
