"""The receiver that the README shows, with the reference library, on a test that the service sends it.

Usage: verify.py BASE KEY
"""

import json
import re
import sys
import threading
import time
import urllib.request
from http.server import HTTPServer
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
BASE, KEY = sys.argv[1:3]


def ask(method, path, body=None):
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{BASE}/api/v1/webhooks{path}", data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["data"]


def main():
    program = next(p for p in re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL) if "standardwebhooks" in p)
    program, _, serve = program.rpartition("HTTPServer")
    assert "serve_forever" in serve
    # The secret is known once the receiver has an address, and the receiver is made with it.
    place = HTTPServer(("127.0.0.1", 0), None)
    made = ask("POST", "", {"url": f"http://127.0.0.1:{place.server_port}/"})
    names = {}
    exec(program.replace("whsec_…", made["secret"]), names)
    place.RequestHandlerClass = names["Receiver"]
    threading.Thread(target=place.serve_forever, daemon=True).start()
    ask("POST", f"/{made['id']}/test")
    for _ in range(100):
        delivery = ask("GET", f"/{made['id']}/deliveries")[0]
        if delivery["state"] != "pending":
            break
        time.sleep(0.1)
    assert delivery["state"] == "delivered" and delivery["log"][0]["status"] == 204, delivery
    print("1 passed, 0 failed")


main()
