"""The objectives of the record, read from its release files alone: what the clients are expected to be given.

Run as a script, it prints them as JSON for the clients that are not written in Python.
"""

import json
import tomllib
from pathlib import Path

RELEASES = Path(__file__).parents[2] / "data" / "releases"


def objectives():
    """Each objective of each release, by the names that the dataset gives its fields."""
    for file in sorted(RELEASES.glob("*.toml")):
        record = tomllib.loads(file.read_text())
        axes = {action["number"]: action.get("axis") for action in record["actions"]}
        for gap in record.get("unpublished_objectives", []):
            for number in range(gap["first"], gap["last"] + 1):
                yield row(record, {"number": number}, str(number), None)
        for objective in record.get("objectives", []):
            yield row(record, objective, code(objective), axes[objective["action"]])


def code(objective):
    """The printed number, with its part; where none is printed, the place in the box of the action."""
    if "number" not in objective:
        return f"{objective['action']}.{objective['ordinal']}"
    part = objective.get("part")
    return f"{objective['number']}-{part}" if part else str(objective["number"])


def row(record, objective, code, axis):
    title = objective.get("title", {})
    action = objective.get("action")
    return {
        "release": record["release"]["id"],
        "code": code,
        "number": objective.get("number"),
        "axis": str(axis) if axis else None,
        "action": str(action) if action else None,
        "title_fr": title.get("fr"),
        "title_en": title.get("en"),
        "publication_state": "published" if title else "not_published",
        "status": objective.get("status", {}).get("value"),
        "progress": objective.get("progress", {}).get("value"),
    }


if __name__ == "__main__":
    print(json.dumps(list(objectives()), ensure_ascii=False))
