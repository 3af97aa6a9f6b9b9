"""Reads the calendar of deadlines as a calendar client does, with the package icalendar, and holds it to the JSON.

    validate.py BASE

BASE is the address of the service, such as http://127.0.0.1:8080.
"""

import argparse
import datetime
import json
import sys
import urllib.request

import icalendar

DAY = "2026-11-22"


def get(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def findings(base, language):
    calendar = icalendar.Calendar.from_ical(get(f"{base}/api/v1/deadlines.ics?on={DAY}&lang={language}"))
    for name in ("VERSION", "PRODID", "CALSCALE", "METHOD", "NAME", "X-WR-CALNAME"):
        if isinstance(calendar.get(name), (list, type(None))):
            yield f"{name} stands {0 if calendar.get(name) is None else 'more than once'}"
    rows = json.loads(get(f"{base}/api/v1/deadlines?on={DAY}&limit=500"))["data"]
    dated = {f"{row['code']}@jalon": row for row in rows if row["deadline"]["date"]}
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    if events.keys() != dated.keys():
        yield f"events and dated deadlines differ: {sorted(events.keys() ^ dated.keys())}"
    for uid, event in events.items():
        row = dated[uid]
        yield from (f"{uid}: {error}" for error in event.errors)
        day = event["DTSTART"].dt
        if type(day) is not datetime.date or day.isoformat() != row["deadline"]["date"]:
            yield f"{uid} is on {day}, not {row['deadline']['date']}"
        text = row["text"]["fr"] or row["text"]["en"]
        if text not in event["DESCRIPTION"] or row["deadline"]["words"] not in event["DESCRIPTION"]:
            yield f"{uid} does not say the words of the document"
        if str(event["URL"]) != row["href"]:
            yield f"{uid} leads to {event['URL']}"
    print(f"{len(events)} events were read, in {language}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("base", help="address of the service, such as http://127.0.0.1:8080")
    base = parser.parse_args().base.rstrip("/")
    found = [finding for language in ("fr", "en") for finding in findings(base, language)]
    print(*found, sep="\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
