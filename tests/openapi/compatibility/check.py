"""What of a contract breaks the callers of the released one, by oasdiff; and whether oasdiff finds what it must.

Usage: check.py OASDIFF RELEASED CURRENT
"""

import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path


def breaks(oasdiff, released, current):
    """The report, if anything breaks."""
    command = [oasdiff, "breaking", str(released), str(current), "--fail-on", "WARN"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"oasdiff failed: {done.stderr}")
    return done.stdout if done.returncode == 1 else None


def parameters(contract):
    return contract["paths"]["/api/v1/objectives"]["get"]["parameters"]


def axis(contract):
    return contract["components"]["schemas"]["Item_AxisView"]["properties"]["data"]


def without_operation(contract):
    del contract["paths"]["/api/v1/axes/{code}"]


def without_member(contract):
    del axis(contract)["properties"]["progress"]


def another_type(contract):
    axis(contract)["properties"]["number"] = {"type": "string"}


def newly_null(contract):
    axis(contract)["properties"]["code"] = {"type": ["string", "null"]}


def without_parameter(contract):
    parameters(contract)[:] = [known for known in parameters(contract) if known["name"] != "axis"]


def newly_required(contract):
    for known in parameters(contract):
        known["required"] = known["required"] or known["name"] == "axis"


def another_required(contract):
    parameters(contract).append({"name": "zone", "in": "query", "required": True, "schema": {"type": "string"}})


def without_format(contract):
    del contract["paths"]["/api/v1/objectives"]["get"]["responses"]["200"]["content"]["text/csv"]


def another_member(contract):
    axis(contract)["properties"]["motto"] = {"type": "string"}


def another_operation(contract):
    contract["paths"]["/api/v1/mottos"] = contract["paths"]["/api/v1/objectives"]


BREAKING = [
    without_operation,
    without_member,
    another_type,
    newly_null,
    without_parameter,
    newly_required,
    another_required,
    without_format,
]
ADDING = [another_member, another_operation]


def main():
    oasdiff, released, current = sys.argv[1:]
    contract = json.loads(Path(released).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as directory:
        changed = Path(directory) / "changed.json"
        for change in BREAKING + ADDING:
            copied = copy.deepcopy(contract)
            change(copied)
            changed.write_text(json.dumps(copied), encoding="utf-8")
            found = breaks(oasdiff, released, changed) is not None
            if found != (change in BREAKING):
                sys.exit(f"{change.__name__}: {'found to break' if found else 'not found'}")
    report = breaks(oasdiff, released, current)
    if report:
        sys.exit(f"{report}\n{current} breaks callers of {released}: a breaking change is another version of the API")
    print(f"{len(BREAKING)} ways to break are found; {current} breaks nobody")


main()
