"""Validates the catalogue of a running service with tools that others wrote.

rdflib reads every serialisation, which must hold the same graph; pyshacl checks that graph against `shapes.ttl` and
against shapes given with --shapes, such as those that DCAT-AP publishes; frictionless checks the data packages and
reads the CSV exports by them; csvw reads the same files by their CSVW metadata; the RDF exports of a dataset must hold one
graph too. Exits 1 with the findings.
"""

import argparse
import io
import json
import pathlib
import sys
import tempfile
import urllib.parse
import urllib.request
import warnings

import frictionless
import pyshacl
import rdflib
from csvw import CSVW
from rdflib.compare import graph_diff, isomorphic

SERIALISATIONS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")


def get(address, accept="*/*"):
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def graphs(address):
    return {
        ending: rdflib.Graph().parse(io.BytesIO(get(f"{address}.{ending}")), format=name)
        for ending, name in SERIALISATIONS.items()
    }


def same_graphs(address):
    """The serialisations of one subject say the same, and so does the negotiated answer."""
    read = graphs(address)
    first = read["ttl"]
    for ending, graph in read.items():
        if not isomorphic(first, graph):
            _, left, right = graph_diff(first, graph)
            yield f"{address}.{ending}: {len(left)} triples are in Turtle only, {len(right)} here only"
    negotiated = rdflib.Graph().parse(io.BytesIO(get(address, "application/rdf+xml")), format="xml")
    if not isomorphic(first, negotiated):
        yield f"{address}: the negotiated answer differs"


def shapes(graph, path):
    """What a graph lacks, as a file of shapes sees it. Warnings are advice, not findings."""
    demanded = rdflib.Graph().parse(path)
    # Everything is told with its class, so nothing has to be fetched or inferred, but that all is a resource.
    demanded.remove((None, rdflib.OWL.imports, None))
    told = rdflib.Graph() + graph
    for node in set(graph.subjects()) | {o for o in graph.objects() if isinstance(o, rdflib.URIRef)}:
        told.add((node, rdflib.RDF.type, rdflib.RDFS.Resource))
    _, report, _ = pyshacl.validate(told, shacl_graph=demanded, inference="none", do_owl_imports=False)
    checked = len(set(demanded.subjects(rdflib.RDF.type, SHACL.NodeShape)))
    print(f"{path}: {checked} shapes were checked")
    top = set(report.objects(None, SHACL.result))
    for result in top:
        if report.value(result, SHACL.resultSeverity) == SHACL.Violation:
            focus, along = report.value(result, SHACL.focusNode), report.value(result, SHACL.resultPath)
            yield f"{path}: {focus} {along}: {report.value(result, SHACL.resultMessage)}"


def within(base, graph):
    """Every address of the service that the graph names is well formed and below its base."""
    for address in {str(o) for o in graph.objects() if isinstance(o, rdflib.URIRef) and str(o).startswith(base)}:
        if urllib.parse.urlsplit(address).path.count("//"):
            yield f"{address}: a slash too many"


def package(address):
    """A data package as its profile demands it."""
    try:
        for error in frictionless.Package.metadata_validate(json.loads(get(address))):
            yield f"{address}: {error.note}"
    except frictionless.FrictionlessException as error:
        yield f"{address}: {error}"


def same_rows(address):
    """The RDF exports of a dataset say the same."""
    forms = {"turtle": "turtle", "n3": "n3", "rdfxml": "xml", "jsonld": "json-ld"}
    read = {name: rdflib.Graph().parse(io.BytesIO(get(f"{address}/{name}")), format=form) for name, form in forms.items()}
    rows = len(json.loads(get(f"{address}/json")))
    subjects = len(set(read["turtle"].subjects()))
    if subjects != rows:
        yield f"{address}: {rows} rows are {subjects} resources"
    yield from (f"{address}/{name}: not the graph of Turtle" for name, graph in read.items() if not isomorphic(read["turtle"], graph))


def csv_by_package(address):
    """The CSV exports read by their data package: dialect, header, types, constraints, keys."""
    with frictionless.system.use_context(trusted=True):
        report = frictionless.Package(json.loads(get(address))).validate()
    rows = 0
    for task in report.tasks:
        rows += task.stats.get("rows") or 0
        yield from (f"{task.place}: {error.message}" for error in task.errors)
    yield from (f"{address}: {error.message}" for error in report.errors)
    print(f"{address}: {rows} rows were read")
    if rows < 100:
        yield f"{address}: only {rows} rows were read"


def csv_by_csvw(address):
    """A CSV export read by its CSVW metadata: columns, types, lists."""
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory, "csv-metadata.json")
        path.write_bytes(get(address))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            table = CSVW(str(path), validate=True)
            try:
                rows = list(table.tables[0])
            except ValueError as error:
                yield f"{address}: {error}"
                return
            if not table.is_valid:
                yield f"{address}: not valid"
        yield from (f"{address}: {warning.message}" for warning in caught)
    names = [column["name"] for column in json.loads(get(address))["tableSchema"]["columns"]]
    if not rows or list(rows[0]) != names:
        yield f"{address}: {len(rows)} rows, whose columns are {list(rows[0]) if rows else None}"
    print(f"{address}: {len(rows)} rows were read")


def findings(base, others):
    catalogue = graphs(f"{base}/catalog")["ttl"]
    here = pathlib.Path(__file__).parent
    yield from same_graphs(f"{base}/catalog")
    for path in [here / "shapes.ttl", *others]:
        yield from shapes(catalogue, path)
    yield from within(base, catalogue)
    ids = [str(dataset).rstrip("/").rsplit("/", 1)[1] for dataset in catalogue.subjects(rdflib.RDF.type, DCAT.Dataset)]
    if len(ids) < 15:
        yield f"the catalogue has {len(ids)} datasets"
    whole = rdflib.Graph()
    for dataset in sorted(ids):
        address = f"{base}/catalog/{dataset}"
        yield from same_graphs(address)
        whole += graphs(address)["ttl"]
        yield from package(f"{address}/datapackage.json")
        yield from csv_by_csvw(f"{address}/csv-metadata.json")
        yield from same_rows(f"{base}/api/explore/v2.1/catalog/datasets/{dataset}/exports")
    _, _, apart = graph_diff(catalogue, whole)
    yield from (f"only a dataset's own graph says {triple}" for triple in apart)
    for language in ["fr", "en"]:
        yield from package(f"{base}/catalog/datapackage.json?lang={language}")
    yield from csv_by_package(f"{base}/catalog/datapackage.json")
    print(f"{len(ids)} datasets were checked, {len(catalogue)} triples")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="address of the service, such as http://127.0.0.1:8080")
    parser.add_argument("--shapes", action="append", default=[], help="a further file of SHACL shapes")
    arguments = parser.parse_args()
    found = list(findings(arguments.base.rstrip("/"), arguments.shapes))
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
