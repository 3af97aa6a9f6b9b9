"""Validates an OpenAPI document, and each example of an answer against the schema that is said to describe it.

Usage: validate.py FILE. Exits 1 with the findings.
"""

import json
import sys

from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator


def findings(document):
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        yield f"document: {error.message}"
    checked = 0
    for path, item in document["paths"].items():
        for method, operation in item.items():
            for status, response in operation["responses"].items():
                for media, content in response.get("content", {}).items():
                    if "json" not in media or "example" not in content:
                        continue
                    schema = {**content["schema"], "components": document["components"]}
                    checked += 1
                    for error in OAS31Validator(schema).iter_errors(content["example"]):
                        where = "/".join(str(part) for part in error.absolute_path)
                        yield f"{method.upper()} {path} {status} {media}: {where}: {error.message[:200]}"
    if checked < 25:
        yield f"only {checked} examples were found"
    print(f"{checked} examples were checked against their schemas")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    found = list(findings(document))
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
