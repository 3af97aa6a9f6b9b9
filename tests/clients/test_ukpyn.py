"""What the documentation of ukpyn shows, asked of Jalon: the client itself and an orchestrator of our datasets.

Its answers are pydantic models, so a field that is missing or of another type fails here too.
"""

import csv
import io
import json
import logging
import os
import unittest
from collections import Counter

import pandas
from record import objectives
from ukpyn import NotFoundError, UKPNClient, ValidationError
from ukpyn.config import Config
from ukpyn.exceptions import UnrecognisedFieldError
from ukpyn.orchestrators.base import BaseOrchestrator

ID = "fr-en-strategie-numerique-objectifs"
RECORD = list(objectives())
# Under test the event loop reports each call that takes a tenth of a second.
logging.getLogger("asyncio").setLevel(logging.ERROR)
CONFIG = Config(api_key="a key that nobody gave out", base_url=os.environ["BASE"])


def codes(rows):
    return sorted((row["release"], row["code"]) for row in rows)


class Client(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.client = UKPNClient(config=CONFIG)
        self.addAsyncCleanup(self.client.close)

    async def rows(self, **query):
        answer = await self.client.get_records(ID, limit=100, columns=["release", "code"], **query)
        rows = [record.fields for record in answer.records]
        self.assertEqual(answer.total_count, len(rows))
        return codes(rows)

    async def test_lists_the_datasets(self):
        answer = await self.client.list_datasets(limit=3, offset=0)
        self.assertEqual((answer.total_count, len(answer.datasets)), (15, 3))
        found = await self.client.list_datasets(where='search("objectifs")', order_by="dataset_id")
        self.assertIn(ID, [item.id for item in found.datasets])
        refined = await self.client.list_datasets(refine={"features": "timeserie"})
        ids = sorted(item.id.rsplit("-", 1)[1] for item in refined.datasets)
        self.assertEqual(ids, ["cibles", "indicateurs", "sources", "versions"])

    async def test_describes_a_dataset(self):
        dataset = await self.client.get_dataset(ID)
        self.assertEqual(dataset.title, "Objectifs de la stratégie numérique pour l’éducation")
        self.assertEqual(dataset.record_count, len(RECORD))
        self.assertEqual(dataset.check_fields(["progress", "nothing"]), ["progress"])
        self.assertIn("- progress (int), ", str(dataset.details()))

    async def test_counts_the_values_of_facets(self):
        answer = await self.client.get_facets(ID)
        for group in answer.facets:
            if group.name in RECORD[0]:
                expected = Counter(row[group.name] for row in RECORD if row[group.name] is not None)
                self.assertEqual({facet.value: facet.count for facet in group.facets}, expected, group.name)
        self.assertIn("status", [group.name for group in answer.facets])

    async def test_filters_refines_and_excludes(self):
        self.assertEqual(
            await self.rows(where='axis="4" AND release="2026"'),
            codes(row for row in RECORD if row["axis"] == "4" and row["release"] == "2026"),
        )
        self.assertEqual(
            await self.rows(refine={"release": "2026", "status": "completed"}),
            [("2026", "32-1"), ("2026", "33"), ("2026", "39")],
        )
        self.assertEqual(
            await self.rows(exclude={"publication_state": "not_published"}, order_by="code"),
            codes(row for row in RECORD if row["publication_state"] == "published"),
        )

    async def test_groups(self):
        answer = await self.client.get_records(ID, select="status, count(*) as n", group_by="status")
        counts = Counter(row["status"] for row in RECORD)
        self.assertEqual({record.fields["status"]: record.fields["n"] for record in answer.records}, counts)

    async def test_exports_what_it_asks_for(self):
        query = {"where": 'release="2026"', "order_by": "-progress", "select": "code, progress"}
        rows = json.loads(await self.client.export_data(ID, "json", limit=3, **query))
        self.assertEqual([row["progress"] for row in rows], [100, 100, 100])
        skipped = json.loads(await self.client.export_data(ID, "json", offset=3, limit=1, **query))
        self.assertEqual(skipped, [{"code": "30", "progress": 75}])
        text = (await self.client.export_data(ID, "csv")).decode("utf-8-sig")
        self.assertEqual(codes(csv.DictReader(io.StringIO(text, newline=""), delimiter=";")), codes(RECORD))
        sheet = pandas.read_excel(io.BytesIO(await self.client.export_data(ID, "xlsx", **query)), dtype={"code": str})
        self.assertEqual(len(sheet), sum(row["release"] == "2026" for row in RECORD))
        self.assertEqual(set(sheet["code"][:3]), {"32-1", "33", "39"})

    async def test_raises_what_went_wrong(self):
        with self.assertRaises(NotFoundError):
            await self.client.get_dataset("no-such-dataset")
        with self.assertRaises(UnrecognisedFieldError):
            await self.client.get_records(ID, where="nothing = 1")
        with self.assertRaises(ValidationError):
            await self.client.get_records(ID, limit=101)
        with self.assertRaises(ValidationError):
            await self.client.get_records(ID, where="progress >")


class Strategy(BaseOrchestrator):
    """A domain of our datasets, written as the documentation says a domain is added."""

    DATASETS = {"objectives": ID, "figures": "fr-en-strategie-numerique-avancement"}


class Orchestrator(unittest.TestCase):
    def strategy(self):
        return Strategy(config=CONFIG)

    def test_pages_until_a_short_page(self):
        Strategy._PAGE_SIZE = 20
        self.addCleanup(delattr, Strategy, "_PAGE_SIZE")
        everything = self.strategy().get("objectives", limit=-1)
        self.assertEqual(codes(record.fields for record in everything.records), codes(RECORD))
        some = self.strategy().get("objectives", limit=50, order_by="code")
        self.assertEqual((len(some.records), some.total_count), (50, len(RECORD)))

    def test_knows_facets_metadata_and_exports(self):
        self.assertIn("method", [group.name for group in self.strategy().get_facets("figures").facets])
        self.assertEqual(self.strategy().get_metadata("objectives").dataset_id, ID)
        self.assertTrue(self.strategy().export("figures").startswith(b"\xef\xbb\xbfrelease;revision;current;"))


if __name__ == "__main__":
    unittest.main()
