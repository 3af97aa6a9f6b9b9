"""Validates the bundle of a running service with readers that others wrote.

cryptography verifies the signature, hashlib the digests, frictionless the data package with its CSV files, rdflib parses
the Turtle, cffconvert the citation, sqlite3 checks the database. Exits 1 with the findings.
"""

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

import rdflib
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from frictionless import Package

UNLISTED = {"manifest.json", "manifest.sig", "signing-key.pem"}


def get(address):
    with urllib.request.urlopen(address, timeout=120) as answer:
        return answer.read()


def signed(base, files):
    """The signature and the digests."""
    key = load_pem_public_key(get(f"{base}/.well-known/jalon-signing-key.pem"))
    try:
        key.verify(files["manifest.sig"], files["manifest.json"])
    except InvalidSignature:
        yield "manifest.sig: the signature does not hold"
    listed = {file["path"]: file for file in json.loads(files["manifest.json"])["files"]}
    if set(listed) | UNLISTED != set(files):
        yield f"manifest.json: lists other files: {set(listed) ^ set(files)}"
    for path, file in listed.items():
        if hashlib.sha256(files.get(path, b"")).hexdigest() != file["sha256"]:
            yield f"{path}: differs"


def readable(folder):
    """What each reader says of its files."""
    os.chdir(folder)
    report = Package("datapackage.json").validate()
    for task in report.tasks:
        yield from (f"{task.place}: {error.message}" for error in task.errors)
    yield from (f"datapackage.json: {error.message}" for error in report.errors)
    counts = json.loads(Path("manifest.json").read_text())["counts"]
    for path in sorted(folder.glob("data/turtle/*.ttl")):
        subjects = len(set(rdflib.Graph().parse(path).subjects()))
        if subjects != counts[path.stem]:
            yield f"{path.name}: holds {subjects} subjects; expected {counts[path.stem]}"
    cff = [Path(sys.executable).with_name("cffconvert"), "--validate", "-i", "CITATION.cff"]
    if subprocess.run(cff, capture_output=True).returncode != 0:
        yield "CITATION.cff: is not valid"
    with sqlite3.connect("file:jalon.db?mode=ro", uri=True) as database:
        for check in ["PRAGMA integrity_check", "PRAGMA foreign_key_check"]:
            found = database.execute(check).fetchall()
            if found not in ([], [("ok",)]):
                yield f"jalon.db: {check}: {found}"
        if database.execute("SELECT count(*) FROM signing_key").fetchone() != (0,):
            yield "jalon.db: holds a key"


def main(base):
    findings = []
    releases = [release["pinned"] for release in json.loads(get(f"{base}/api/v1/releases"))["data"]]
    for release in releases:
        with zipfile.ZipFile(io.BytesIO(get(f"{base}/api/v1/releases/{release}/bundle.zip"))) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
            with tempfile.TemporaryDirectory() as place:
                archive.extractall(place)
                found = [*signed(base, files), *readable(Path(place))]
                os.chdir("/")
        findings += [f"{release}: {finding}" for finding in found]
    print("\n".join(findings) or f"{len(releases)} bundles are what they say")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
