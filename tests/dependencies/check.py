"""Whether every crate that the service is built of may be used: its licence, where it comes from, what is known against it.

Usage: check.py [--advisories DIRECTORY]. Reads `cargo metadata` and takes the same lists as `deny.toml`, for `cargo deny check`.
The directory is a clone of github.com/RustSec/advisory-db, which this does not fetch; an advisory that is accepted
nonetheless stands in `deny.toml` under `ignore`, with its reason.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from pathlib import Path

from license_expression import AND, OR, ExpressionError, LicenseWithExceptionSymbol, get_spdx_licensing
from semantic_version import SimpleSpec, Version

ROOT = Path(__file__).resolve().parents[2]


def holds(expression, allowed):
    """Whether an SPDX expression is met by licences that are allowed."""
    if isinstance(expression, OR):
        return any(holds(part, allowed) for part in expression.args)
    if isinstance(expression, AND):
        return all(holds(part, allowed) for part in expression.args)
    if isinstance(expression, LicenseWithExceptionSymbol):
        return expression.license_symbol.key in allowed
    return expression.key in allowed


def concerns(advisory, version):
    """Whether a version is neither patched nor unaffected; cargo's requirements are those of `SimpleSpec`, with spaces."""
    versions = advisory["versions"]
    spared = versions["patched"] + versions.get("unaffected", [])
    return not any(SimpleSpec(spec.replace(" ", "")).match(Version(version)) for spec in spared)


def advisories(directory, packages, ignored):
    """What the database says against these crates, a text for each advisory, and how many advisories it holds."""
    by_name, faults, read = {package["name"]: [] for package in packages}, [], 0
    for package in packages:
        by_name[package["name"]].append(package["version"])
    for path in sorted(Path(directory, "crates").glob("*/RUSTSEC-*.md")):
        read += 1
        versions = by_name.get(path.parent.name, [])
        # The front matter is TOML between fences.
        entry = tomllib.loads(path.read_text(encoding="utf-8").split("```")[1].removeprefix("toml"))
        told = entry["advisory"]
        if "withdrawn" in told or told["id"] in ignored:
            continue
        faults += [f"{told['package']} {version}: {told['id']}" for version in versions if concerns(entry, version)]
    assert read, f"{directory} holds no advisories"
    return faults, read


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--advisories")
    given = parser.parse_args()
    rules = tomllib.loads((ROOT / "deny.toml").read_text(encoding="utf-8"))
    allowed = set(rules["licenses"]["allow"])
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    spdx, faults = get_spdx_licensing(), []
    # The check itself must be able to fail.
    assert not holds(spdx.parse("GPL-3.0-only"), allowed)
    assert not holds(spdx.parse("MIT AND GPL-3.0-only"), allowed)
    assert holds(spdx.parse("GPL-3.0-only OR MIT"), allowed)
    patched_from_1_2 = {"versions": {"patched": [">= 1.2.0, < 2.0.0"], "unaffected": ["< 0.3.0"]}}
    assert concerns(patched_from_1_2, "1.1.9") and concerns(patched_from_1_2, "2.0.0")
    assert not concerns(patched_from_1_2, "1.2.0") and not concerns(patched_from_1_2, "0.2.9")
    for package in metadata["packages"]:
        name = f"{package['name']} {package['version']}"
        # Before SPDX expressions a slash stood for OR.
        licence = (package["license"] or "").replace("/", " OR ")
        try:
            if not licence or not holds(spdx.parse(licence), allowed):
                faults.append(f"{name}: the licence is {licence or 'not told'}")
        except ExpressionError as error:
            faults.append(f"{name}: {error}")
        source = package["source"]
        if source is not None and not source.startswith("registry+"):
            faults.append(f"{name}: it comes from {source}")
    if given.advisories:
        # Alone, or with the reason.
        ignored = [entry if isinstance(entry, str) else entry["id"] for entry in rules["advisories"].get("ignore", [])]
        found, read = advisories(given.advisories, metadata["packages"], ignored)
        faults += found
        print(f"{read} advisories read")
    if faults:
        sys.exit("\n".join(faults))
    print(f"{len(metadata['packages'])} crates, all of a registry and under licences that are allowed")


main()
