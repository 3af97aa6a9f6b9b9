"""Whether every crate that the service is built of may be used: its licence, and where it comes from.

Usage: check.py. Reads `cargo metadata`; takes the same lists as `deny.toml`, which `cargo deny check` reads with the
advisories of RustSec besides.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

from license_expression import AND, OR, ExpressionError, LicenseWithExceptionSymbol, get_spdx_licensing

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


def main():
    rules = tomllib.loads((ROOT / "deny.toml").read_text(encoding="utf-8"))
    allowed = set(rules["licenses"]["allow"])
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    spdx, faults = get_spdx_licensing(), []
    # The check itself must be able to fail.
    assert not holds(spdx.parse("GPL-3.0-only"), allowed)
    assert not holds(spdx.parse("MIT AND GPL-3.0-only"), allowed)
    assert holds(spdx.parse("GPL-3.0-only OR MIT"), allowed)
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
    if faults:
        sys.exit("\n".join(faults))
    print(f"{len(metadata['packages'])} crates, all of a registry and under licences that are allowed")


main()
