"""What the contract has no words for: who asks, and which parameters exclude each other."""

import itertools
import os

import schemathesis

#: Clients that the requests come from, one after the other.
CLIENTS = (f"198.18.{high}.{low}" for high, low in itertools.cycle(itertools.product(range(256), range(1, 255))))
#: Of these parameters one may be there, the first that is.
EXCLUDING = [("release", "as_of"), ("url", "path", "dataset")]
#: Of these bounds the first is at most the second.
BOUNDS = [("progress_min", "progress_max"), ("value_min", "value_max")]
#: The start of the addresses whose queries have a grammar.
EXPLORE = "/api/explore/"


@schemathesis.auth()
class Key:
    """The key that the run made for itself."""

    def get(self, case, context):
        return os.environ["KEY"]

    def set(self, case, key, context):
        case.headers["Authorization"] = f"Bearer {key}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Sends a request as another client's than the last one, and without what would have it refused for a reason that
    OpenAPI cannot tell."""
    # What one client may try with keys that are not known is little.
    case.headers["X-Forwarded-For"] = next(CLIENTS)
    query = case.query or {}
    for names in EXCLUDING:
        for name in [name for name in names if name in query][1:]:
            del query[name]
    for least, most in BOUNDS:
        if least in query and most in query:
            del query[least]
    if query.get("format") != "csv":
        query.pop("profile", None)
    if case.path.startswith(EXPLORE):
        # What is selected must be a key of the groups, and a facet one of the dataset.
        query.pop("group_by", None)
        query.pop("facet", None)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Leaves out refusals of what no schema can tell to be wrong: the content of a file that is filed, objectives that the
    release does not have, events that were not sent, and limits that differ between rows and groups."""
    if response.status_code == 414:
        # A refusal like any other, which schemathesis does not count among them.
        return False
    if case.path.endswith("/replay") and response.status_code == 404:
        # The webhook is there, and the event is not.
        return response.json()["param"] != "event"
    refused = response.status_code in (400, 422)
    if case.method == "POST" and case.path == "/api/v1/drafts":
        return not refused
    if case.method == "POST" and case.path == "/api/v1/simulations" and refused:
        return not response.json()["param"].startswith("objectives.")
    return not (case.path.startswith(EXPLORE) and refused and "limit API parameter" in response.text)
