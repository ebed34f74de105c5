"""The treaty tables: what a bad row breaks, said with its row, its field and the rule.

The general rules for tables stand in test_data.py and hold for these too.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from test_data import DATASETS, Package, Row

TABLES = (
    "treaties",
    "treaty_events",
    "treaty_parties",
    "limits",
    "data_exchange",
    "nuclear_tests",
    "nuclear_test_totals",
    "treaty_sources",
)
LENGTH = {"year": 4, "month": 7, "day": 10}
# --- exceptions, each with its reason -------------------------------------------------------------

NEVER_IN_FORCE = {
    "salt-2", "start-2", "start-2-protocol-1997", "ctbt", "acfe", "abm-mou-1997",
    "demarcation-1997", "bangkok-protocol",
}  # fmt: skip
"""Meant to bind in law, signed or opened, and never in force."""

NO_DAY_FOUND = {"hotline-uk-1967", "tashkent-1992", "plns-2000", "mnepr-protocol-2013"}
"""Meant to bind in law, applied or signed, and no day of entry into force was found."""

NO_PARTIES_LISTED = {"zangger", "bangkok-protocol"}

ENDS_APART = {
    # Disputed: the interval has no end date of our own.
    ("npt", "effect-of-withdrawal", "2003-01-11"),
    ("npt", "effect-of-withdrawal", "2003-04-10"),
    ("jcpoa", "termination", "2025-09-28"),
    ("jcpoa", "expiry", "2025-10-18"),
    ("korean-joint-declaration-1992", "termination", "2013-01-25"),
    ("agreed-framework", "termination", "2003"),
}
"""Ends after which no interval is closed on that very day."""

DISPUTED_ENDS = {
    ("npt", "PRK"), ("jcpoa", "IRN"), ("jcpoa", "CHN"), ("jcpoa", "RUS"),
    ("jcpoa", "DEU"), ("jcpoa", "FRA"), ("jcpoa", "GBR"),
}  # fmt: skip

UNDISPUTED_FINDINGS = {"new-start-20200415-compliance-finding-usa"}
"""Findings that nobody disputes: this one says that the other side complied."""

BESIDE_THE_TREATY = {
    "start1-slcm", "newstart-2026-voluntary", "cfe-lbna-group", "cfe-lbna-state",
    "cfe-germany-1990",
}  # fmt: skip
"""Numbers declared beside a treaty in force: they did not become law with it."""

TWO_EDITIONS = {
    "http://www.armscontrol.org/factsheets/nucleartesttally",
    "https://armscontrol.org/treaties/strategic-arms-limitation-talks",
    "https://www.armscontrol.org/treaties/strategic-arms-limitation-talks",
}
"""One address under which two editions of a page were read."""

BODIES = {
    "all parties", "signatory states", "negotiating states", "negotiating conference",
    "member states", "depositaries", "NATO parties", "CIS states", "CSCE states", "OSCE states",
    "ABACC", "Arms Control Association", "CTBTO", "Conference on Disarmament", "European Union",
    "IAEA", "KEDO", "NATO", "Organization of African Unity", "South Pacific Forum",
    "UN General Assembly", "UN Secretary-General", "UN Security Council",
}  # fmt: skip
"""Who acts besides states: groups, and bodies by their names."""

DAYS_AFTER_DEPOSIT = {"cppnm": 30, "icsant": 30, "moon": 30, "tpnw": 90}
"""Treaties that bind a late comer some days after its deposit; the others bind on that day."""

STATE_FUNDED = ("TASS", "Sputnik", "RIA", "VOA", "RFE/RL", "Voice of America", "Radio Free")


# --- reading --------------------------------------------------------------------------------------


def name_of(table: str, row: Row) -> str:
    """The row, as a person would look for it."""
    parts = ("id",) if "id" in row else ("key",) if "key" in row else ()
    parts = parts or tuple(
        one for one in ("treaty", "series", "date", "year", "state", "from") if one in row
    )
    return f"{table}.csv, {' '.join(row[part] for part in parts)}"


def keys_of(row: Row) -> list[str]:
    return row["sources"].split(";")


def is_date(cell: str) -> bool:
    return bool(re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", cell))


def before(one: str, other: str) -> bool:
    """Whether a date is surely before another: partial dates are compared as far as both go."""
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def by_treaty(package: Package) -> dict[str, dict[str, list[Row]]]:
    events: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in package.tables["treaty_events"]:
        events[row["treaty"]][row["type"]].append(row)
    return events


def dates(rows: dict[str, list[Row]], *types: str) -> list[str]:
    return sorted(row["date"] for type_ in types for row in rows[type_])


def every_row(package: Package) -> Iterator[tuple[str, str, Row]]:
    for table in TABLES:
        for row in package.tables[table]:
            yield table, name_of(table, row), row


# --- the rules: each says which row, which field, and what is wrong -------------------------------


def no_cell_is_empty(package: Package) -> Iterator[str]:
    """No cell is empty: “none”, “never”, “unknown” and “not applicable” are different words."""
    for _, name, row in every_row(package):
        for field, cell in row.items():
            if not cell:
                yield f"{name}, {field}: empty"


def a_date_fits_its_precision(package: Package) -> Iterator[str]:
    """A date is as long as its precision says: 2003, 2020-03 or 2010-04-08."""
    for row in package.tables["treaty_events"]:
        if len(row["date"]) != LENGTH.get(row["precision"], 0):
            name = name_of("treaty_events", row)
            yield f"{name}, date: {row['date']!r} is not a {row['precision']}"


def a_date_exists(package: Package) -> Iterator[str]:
    """Every date is a day of the calendar, and not later than 2031."""
    for _, name, row in every_row(package):
        for field, cell in row.items():
            if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", cell):
                year, month, day = (int(part) for part in (cell + "-01").split("-")[:3])
                try:
                    known = date(year, month, day)
                except ValueError:
                    yield f"{name}, {field}: there is no day {cell}"
                    continue
                if field != "number" and known > date(2031, 12, 31):
                    yield f"{name}, {field}: {cell} is too late to be right"


def a_source_exists(package: Package) -> Iterator[str]:
    """Every key in sources and in square brackets is a key of treaty_sources.csv."""
    known = {row["key"] for row in package.tables["treaty_sources"]}
    for table, name, row in every_row(package):
        if table == "treaty_sources":
            continue
        for key in keys_of(row):
            if key not in known:
                yield f"{name}, sources: {key!r} is not a key of treaty_sources.csv"
        if len(keys_of(row)) != len(set(keys_of(row))):
            yield f"{name}, sources: a key stands twice"
        for inside in re.findall(r"\[([^\]]*)\]", row.get("rival_dates", "")):
            key = re.split(r"[:;]", inside)[0].strip()
            if key not in known | {"PRK"}:
                yield f"{name}, rival_dates: {key!r} is not a key of treaty_sources.csv"


def a_source_is_used(package: Package) -> Iterator[str]:
    """Every row of treaty_sources.csv is named by a row of another table."""
    named: set[str] = set()
    for table, _, row in every_row(package):
        if table != "treaty_sources":
            named |= set(keys_of(row))
            for cell in row.values():
                for inside in re.findall(r"\[([^\]]*)\]", cell):
                    named |= set(re.findall(r"\w+", inside))
    for row in package.tables["treaty_sources"]:
        if row["key"] not in named:
            yield f"{name_of('treaty_sources', row)}, key: no row names it"


def no_act_before_the_text(package: Package) -> Iterator[str]:
    """Nobody consents, ratifies, joins or applies before there is a text."""
    acts = (
        "legislative-consent", "ratification", "ratification-law", "exchange-of-instruments",
        "deposit", "accession", "provisional-application",
    )  # fmt: skip
    for events in by_treaty(package).values():
        opened = dates(events, "signature", "opened-for-signature", "adoption")
        for row in (one for act in acts for one in events[act]):
            name = name_of("treaty_events", row)
            if not opened:
                yield f"{name}, type: no signature, opening or adoption comes first"
            elif before(row["date"], opened[0]):
                yield f"{name}, date: {row['date']} is before the text of {opened[0]}"


def no_force_before_the_opening(package: Package) -> Iterator[str]:
    """Nothing enters into force before it was signed, opened or adopted."""
    for events in by_treaty(package).values():
        opened = dates(events, "signature", "opened-for-signature") or dates(events, "adoption")
        for row in events["entry-into-force"]:
            name = name_of("treaty_events", row)
            if not opened:
                yield f"{name}, date: it was never opened"
            elif before(row["date"], opened[0]):
                yield f"{name}, date: {row['date']} is before the opening of {opened[0]}"


def no_end_before_the_beginning(package: Package) -> Iterator[str]:
    """Nothing ends before it begins, and no interval has no day."""
    ends = (
        "expiry", "supersession", "effect-of-withdrawal", "notice-of-withdrawal",
        "notice-of-suspension", "effect-of-suspension", "entry-into-force-of-limits",
    )  # fmt: skip
    for events in by_treaty(package).values():
        force = dates(events, "entry-into-force", "provisional-application")
        for row in (one for end in ends for one in events[end]):
            if force and before(row["date"], force[0]):
                name = name_of("treaty_events", row)
                yield f"{name}, date: {row['date']} is before the entry into force of {force[0]}"
    pairs = (("treaty_parties", "from", "until"), ("limits", "binds_from", "binds_until"))
    for table, first, last in pairs:
        for row in package.tables[table]:
            start, end = row[first], row[last]
            if is_date(start) and is_date(end) and not before(start, end):
                yield f"{name_of(table, row)}, {last}: {end} is not after {first} {start}"


def a_notice_comes_before_its_effect(package: Package) -> Iterator[str]:
    """A withdrawal or a suspension takes effect after it was announced."""
    for events in by_treaty(package).values():
        for act in ("withdrawal", "suspension"):
            for row in events[f"effect-of-{act}"]:
                said = [
                    one["date"]
                    for one in (*events[f"announcement-of-{act}"], *events[f"notice-of-{act}"])
                    if one["actor"] == row["actor"]
                ]
                if said and before(row["date"], min(said)):
                    name = name_of("treaty_events", row)
                    yield f"{name}, date: {row['date']} is before what was announced {min(said)}"


def legal_texts_in_force_have_a_day(package: Package) -> Iterator[str]:
    """A legal text without an entry into force is a named exception, and the other way round."""
    events = by_treaty(package)
    for row in package.tables["treaties"]:
        name, force = name_of("treaties", row), dates(events[row["id"]], "entry-into-force")
        missing = row["id"] in NEVER_IN_FORCE | NO_DAY_FOUND
        if row["binding"] != "legal" and force:
            yield f"{name}, binding: a text that is {row['binding']} has no entry into force"
        if row["binding"] == "legal" and not force and not missing:
            yield f"{name}, binding: legal, and no event says when it entered into force"
        if force and missing:
            yield f"{name}, id: it entered into force; take it off the list of exceptions"


def nobody_is_bound_before_it_is_in_force(package: Package) -> Iterator[str]:
    """Nobody is bound before the treaty is in force."""
    events = by_treaty(package)
    legal = {row["id"] for row in package.tables["treaties"] if row["binding"] == "legal"}
    for row in package.tables["treaty_parties"]:
        name = name_of("treaty_parties", row)
        force = dates(events[row["treaty"]], "entry-into-force")
        if row["treaty"] in NEVER_IN_FORCE and row["from"] != "never":
            yield f"{name}, from: the treaty was never in force"
        dated = row["treaty"] in legal and force and is_date(row["from"])
        if dated and before(row["from"], force[0]):
            yield f"{name}, from: {row['from']} is before the entry into force of {force[0]}"
    for table, start, end in (
        ("treaty_parties", "from", "until"),
        ("limits", "binds_from", "binds_until"),
    ):
        for row in package.tables[table]:
            if (row[start] in ("never", "not applicable")) != (row[end] == "not applicable"):
                yield f"{name_of(table, row)}, {end}: {row[end]!r} does not go with {row[start]!r}"


def intervals_do_not_overlap(package: Package) -> Iterator[str]:
    """The intervals of a state under a treaty do not overlap."""
    intervals: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in package.tables["treaty_parties"]:
        intervals[row["treaty"], row["state"]].append(row)
    for rows in intervals.values():
        for one, following in pairwise(sorted(rows, key=lambda row: row["from"])):
            if not is_date(one["until"]) or before(following["from"], one["until"]):
                name = name_of("treaty_parties", following)
                yield f"{name}, from: the interval from {one['from']} is still running"


def an_end_closes_an_interval(package: Package) -> Iterator[str]:
    """An act that ends a treaty for a state ends an interval on that day."""
    closed = {(row["treaty"], row["until"]) for row in package.tables["treaty_parties"]}
    for row in package.tables["treaty_events"]:
        if row["type"] not in ("expiry", "supersession", "effect-of-withdrawal", "termination"):
            continue
        apart = (row["treaty"], row["type"], row["date"]) in ENDS_APART
        if ((row["treaty"], row["date"]) in closed) == apart:
            yield f"{name_of('treaty_events', row)}, date: no interval of a party ends on it"
    for row in package.tables["treaty_parties"]:
        disputed = (row["treaty"], row["state"]) in DISPUTED_ENDS
        if disputed != ("DISPUTED" in row["status_note"] and row["until"] == "unknown"):
            yield f"{name_of('treaty_parties', row)}, until: a disputed end has no day of our own"
        if row["until"] == "open" and row["act_out"] != "not applicable":
            yield f"{name_of('treaty_parties', row)}, act_out: the interval is open"


def treaties_have_their_parties(package: Package) -> Iterator[str]:
    """Every treaty has parties and events."""
    with_parties = {row["treaty"] for row in package.tables["treaty_parties"]}
    with_events = {row["treaty"] for row in package.tables["treaty_events"]}
    for row in package.tables["treaties"]:
        if (row["id"] in with_parties) == (row["id"] in NO_PARTIES_LISTED):
            yield f"{name_of('treaties', row)}, id: no row of treaty_parties.csv, or one too many"
        if row["id"] not in with_events:
            yield f"{name_of('treaties', row)}, id: no event"


def words_are_seen_only_where_seen(package: Package) -> Iterator[str]:
    """A row has words exactly where it was seen, and a source for them."""
    seen = {row["key"] for row in package.tables["treaty_sources"] if row["seen"] == "seen"}
    for table, name, row in every_row(package):
        if table == "treaty_sources":
            continue
        keys = keys_of(row)
        if "words_seen" in row and (row["words_seen"] != "none") != (row["citation"] == "seen"):
            yield f"{name}, words_seen: {row['words_seen']!r} does not go with {row['citation']!r}"
        if row["citation"] == "seen" and not seen & set(keys):
            yield f"{name}, citation: seen, but none of its sources was seen"
        if ("own" in keys) != (row["citation"] == "own knowledge"):
            yield f"{name}, citation: {row['citation']!r} with the sources {row['sources']!r}"


def confidence_has_a_ground(package: Package) -> Iterator[str]:
    """High confidence needs a page that was seen and is more than a copy."""
    grades = {row["key"]: row["grade"] for row in package.tables["treaty_sources"]}
    for table, name, row in every_row(package):
        if table == "treaty_sources" or row["confidence"] != "high":
            continue
        if row["citation"] != "seen":
            yield f"{name}, confidence: high, but the row is {row['citation']}"
        if {grades.get(key) for key in keys_of(row)} <= {"mirror", "not applicable"}:
            yield f"{name}, confidence: high on copies alone"


def words_are_few(package: Package) -> Iterator[str]:
    """At most 25 words are quoted in a cell, or said in one."""
    for _, name, row in every_row(package):
        for field in ("words_seen", "detail"):
            if len(row.get(field, "").split()) > 25:
                yield f"{name}, {field}: more than 25 words"


def claims_have_owners(package: Package) -> Iterator[str]:
    """A finding says who claims it and who disputes it."""
    for row in package.tables["treaty_events"]:
        name = name_of("treaty_events", row)
        claim = row["type"] in ("compliance-finding", "compliance-reply", "contested-suspension")
        if claim and row["claimed_by"] == "not applicable":
            yield f"{name}, claimed_by: a {row['type']} is somebody's claim"
        if row["type"] == "compliance-finding":
            undisputed = row["disputed_by"] == "not applicable"
            if undisputed != (row["id"] in UNDISPUTED_FINDINGS):
                yield f"{name}, disputed_by: a finding has an other side"


def ids_say_what_the_row_is(package: Package) -> Iterator[str]:
    """The id of an event is treaty-date-type-actor, with a number if there are more."""
    known: Counter[str] = Counter()
    for row in package.tables["treaty_events"]:
        actor = re.sub(r"[^a-z0-9]+", "-", row["actor"].lower()).strip("-")
        wanted = f"{row['treaty']}-{row['date'].replace('-', '')}-{row['type']}-{actor}"
        known[wanted] += 1
        wanted += f"-{known[wanted]}" if known[wanted] > 1 else ""
        if row["id"] != wanted:
            yield f"{name_of('treaty_events', row)}, id: by its other fields it is {wanted}"


def rows_are_in_order(package: Package) -> Iterator[str]:
    """Events stand by date, treaties by their first event, the rest as the treaties."""
    first: dict[str, str] = {}
    for one, following in pairwise(package.tables["treaty_events"]):
        if (following["date"], following["treaty"]) < (one["date"], one["treaty"]):
            yield f"{name_of('treaty_events', following)}, date: events stand by date"
    for row in package.tables["treaty_events"]:
        first.setdefault(row["treaty"], row["date"])
    order = [(first.get(row["id"], ""), row["id"]) for row in package.tables["treaties"]]
    for one, following in pairwise(order):
        if following < one:
            yield f"treaties.csv, {following[1]}, id: treaties stand by their first event"
    rank = {name: number for number, (_, name) in enumerate(order)}
    for table in ("treaty_parties", "limits"):
        for one, following in pairwise(package.tables[table]):
            if rank.get(following["treaty"], -1) < rank.get(one["treaty"], -1):
                yield f"{name_of(table, following)}, treaty: rows stand in the order of treaties"


def codes_of_states_are_sorted(package: Package) -> Iterator[str]:
    """Codes of states stand in the order of the alphabet, each once."""
    for _, name, row in every_row(package):
        for field in ("actor", "claimed_by", "disputed_by", "applies_to", "negotiated_by"):
            cell = row.get(field, "")
            if re.fullmatch(r"[A-Z]{3}(; ?[A-Z]{3})+", cell):
                codes = cell.split(";")
                if codes != sorted(set(codes)):
                    yield f"{name}, {field}: {cell!r} is not in the order of the alphabet"


def actors_are_states_or_known_bodies(package: Package) -> Iterator[str]:
    """An actor is a code of a state or one of BODIES."""
    for row in package.tables["treaty_events"]:
        for actor in row["actor"].split(";"):
            if not re.fullmatch(r"[A-Z]{3}", actor) and actor not in BODIES:
                name = name_of("treaty_events", row)
                yield f"{name}, actor: {actor!r} is neither a code of a state nor a known body"


def a_deposit_begins_an_interval(package: Package) -> Iterator[str]:
    """A state is bound from the entry into force, or from its own deposit if that is later."""
    begins: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in package.tables["treaty_parties"]:
        begins[row["treaty"], row["state"]].add(row["from"])
    events = by_treaty(package)
    for treaty, acts in events.items():
        force = dates(acts, "entry-into-force")
        for row in (*acts["deposit"], *acts["accession"]):
            for state in row["actor"].split(";"):
                starts = begins.get((treaty, state), set())
                if not starts or treaty in NEVER_IN_FORCE or len(row["date"]) < LENGTH["day"]:
                    continue
                bound = date.fromisoformat(row["date"])
                bound += timedelta(days=DAYS_AFTER_DEPOSIT.get(treaty, 0))
                wanted = max([bound.isoformat(), *force[:1]])
                if wanted not in starts:
                    name = name_of("treaty_events", row)
                    yield (
                        f"{name}, date: treaty_parties.csv should have {state} bound from "
                        f"{wanted}, and has {', '.join(sorted(starts))}"
                    )


def a_number_became_law_with_its_treaty(package: Package) -> Iterator[str]:
    """A limit is law from its treaty, and not without it."""
    events = by_treaty(package)
    for row in package.tables["limits"]:
        in_force = bool(events[row["treaty"]]["entry-into-force"])
        law = in_force and row["id"] not in BESIDE_THE_TREATY
        if (row["became_law"] == "yes") != law:
            yield f"{name_of('limits', row)}, became_law: the events of its treaty say otherwise"
        if not law and row["treaty"] in NEVER_IN_FORCE and row["binds_from"] != "never":
            yield f"{name_of('limits', row)}, binds_from: its treaty was never in force"
        force = dates(events[row["treaty"]], "entry-into-force")
        if law and is_date(row["binds_from"]) and before(row["binds_from"], force[0]):
            yield f"{name_of('limits', row)}, binds_from: before the entry into force"


def sources_say_what_they_are(package: Package) -> Iterator[str]:
    """A page says whether it was seen, who pays for it, and stands once."""
    addresses: Counter[str] = Counter()
    for row in package.tables["treaty_sources"]:
        name, seen = name_of("treaty_sources", row), row["seen"] == "seen"
        if seen != (row["words_seen"] != "none"):
            yield f"{name}, words_seen: {row['words_seen']!r} does not go with {row['seen']!r}"
        if seen != (row["date_seen"] != "not applicable"):
            yield f"{name}, date_seen: {row['date_seen']!r} does not go with {row['seen']!r}"
        if (row["key"] == "own") != (row["seen"] == "own knowledge"):
            yield f"{name}, seen: only the row “own” is own knowledge"
        if (row["grade"] == "not applicable") != (row["key"] == "own"):
            yield f"{name}, grade: {row['grade']!r}"
        if "news-pravda" in row["address"]:
            yield f"{name}, address: a network of propaganda sites is no source here"
        funded = row["publisher"].startswith(STATE_FUNDED)
        if funded and not row["funding"].startswith("state-funded: "):
            yield f"{name}, funding: {row['publisher']} is funded by a state"
        address = re.sub(r"^https?://(www\.)?", "", row["address"]).rstrip("/").lower()
        addresses[address] += 1
        if addresses[address] > 1 and row["address"] not in TWO_EDITIONS:
            yield f"{name}, address: it stands under two keys"


def declared_numbers_keep_to_the_record(package: Package) -> Iterator[str]:
    """Both sides were above later limits before 2018-02-05 only; the last date has one side."""
    limits = {
        "deployed_delivery_vehicles": 700,
        "deployed_warheads": 1550,
        "deployed_and_nondeployed_launchers": 800,
    }
    sides = Counter(row["date"] for row in package.tables["data_exchange"])
    for row in package.tables["data_exchange"]:
        name = name_of("data_exchange", row)
        if sides[row["date"]] != (1 if row["date"] == "2023-03-01" else 2):
            yield f"{name}, state: two sides declare numbers for a date, but for 2023-03-01"
        for field, limit in limits.items():
            if row["date"] >= "2018-02-05" and int(row[field]) > limit:
                yield f"{name}, {field}: {row[field]} is above the limit that binds"
        if int(row["deployed_delivery_vehicles"]) > int(row["deployed_and_nondeployed_launchers"]):
            yield f"{name}, deployed_delivery_vehicles: more than all launchers"


def years_add_up(package: Package) -> Iterator[str]:
    """The tests by year add up to the total, and Russia begins in 1992."""
    sums: Counter[str] = Counter()
    for row in package.tables["nuclear_tests"]:
        if row["series"] == "aca":
            sums[row["state"]] += int(row["tests"])
        if (row["state"] == "SUN") == (int(row["year"]) > 1991) and row["state"] in ("SUN", "RUS"):
            yield f"{name_of('nuclear_tests', row)}, state: Russia only from 1992"
        if row["as_published"] != row["tests"] and row["published_error"] == "none":
            yield f"{name_of('nuclear_tests', row)}, as_published: no error explains the number"
    sums["world"] = sum(sums.values())
    for row in package.tables["nuclear_test_totals"]:
        if sums[row["state"]] != int(row["total"]):
            name = name_of("nuclear_test_totals", row)
            yield f"{name}, total: the years add up to {sums[row['state']]}"


def best_grades(package: Package, table: str) -> Counter[str]:
    """How many rows have a page of each grade as the best that they name."""
    order = package.codes("treaty_grade")
    grades = {row["key"]: row["grade"] for row in package.tables["treaty_sources"]}
    best: Counter[str] = Counter()
    for row in package.tables[table]:
        named = {grades.get(key) for key in keys_of(row)}
        best[next((grade for grade in order if grade in named), "unknown")] += 1
    return best


def the_essay_counts_right(package: Package) -> Iterator[str]:
    """Every number that README.md gives of the treaty tables is counted again."""
    essay = " ".join(package.read("README.md").split())
    texts, events = package.tables["treaties"], package.tables["treaty_events"]
    pages = package.tables["treaty_sources"]
    binding = Counter(row["binding"] for row in texts)
    trust = Counter(row["confidence"] for row in events)
    acts = Counter(actor for row in events for actor in row["actor"].split(";"))
    treaties = Counter(row["treaty"] for row in events)
    languages = Counter(row["language"] for row in pages)
    paid = {row["key"] for row in pages if row["funding"].startswith("state-funded")}
    best = [best_grades(package, name) for name in ("treaty_events", "treaty_parties", "limits")]
    good = best[0]["primary"] + best[0]["reference"]
    disputed = sum(row["disputed_by"] != "not applicable" for row in events)
    rivals = sum(row["rival_dates"] != "none" for row in events)
    single = sum(";" not in row["sources"] for row in events)
    only_paid = sum(set(keys_of(row)) <= paid for row in events)
    recent = sum(row["date"] >= "2020" for row in events)
    says = [
        f"Of the {len(texts)} texts, {binding['legal']} were meant to bind in law "
        f"({len(NEVER_IN_FORCE)} of them were never in force), "
        f"{binding['political']} are political",
        f"{binding['unilateral']} are declared by one state for itself, and of "
        f"{binding['disputed']} it is disputed",
        f"The first act is of {events[0]['date']}, the last of {events[-1]['date']}.",
        f"So {100 * good // len(events)} % of the events rest on a primary or a reference source.",
        f"Of the {len(events)} events {trust['high']} are of high confidence, {trust['medium']} of "
        f"medium and {trust['low']} of low; {single} rest on one page only, and {only_paid} only",
        f"{disputed} acts are disputed by somebody; {rivals} events have a rival date.",
        f"Of the {len(pages)} pages {languages['en']} are in English "
        f"and {languages['ru']} in Russian",
        f"Russia acts in {acts['RUS']} rows and the United States in {acts['USA']}, "
        f"China in {acts['CHN']}.",
        f"New START has {treaties['new-start']} events",
        f"{recent} of the {len(events)} events are of 2020 or later",
    ]
    for grade in package.codes("treaty_grade"):
        label = "none" if grade == "not applicable" else grade
        counts = " | ".join(str(one[grade]) for one in best)
        found = re.search(rf"\| {label}: [^|]+ \| ([^|]+ \| [^|]+ \| [^|]+) \|", essay)
        if not found or found[1] != counts:
            yield f"README.md, best source {label}: it should say {counts}"
    for words in says:
        if words not in essay:
            yield f"README.md, the numbers: it should say: {words}"


Rule = Callable[[Package], Iterator[str]]


def what_it_asks(rule: Rule) -> str:
    """The rule in one line: its docstring, or its name."""
    return (rule.__doc__ or rule.__name__.replace("_", " ") + ".").splitlines()[0]


RULES: tuple[Rule, ...] = (
    no_cell_is_empty,
    a_date_fits_its_precision,
    a_date_exists,
    a_source_exists,
    a_source_is_used,
    no_act_before_the_text,
    no_force_before_the_opening,
    no_end_before_the_beginning,
    a_notice_comes_before_its_effect,
    legal_texts_in_force_have_a_day,
    nobody_is_bound_before_it_is_in_force,
    intervals_do_not_overlap,
    an_end_closes_an_interval,
    treaties_have_their_parties,
    words_are_seen_only_where_seen,
    confidence_has_a_ground,
    words_are_few,
    claims_have_owners,
    ids_say_what_the_row_is,
    rows_are_in_order,
    codes_of_states_are_sorted,
    actors_are_states_or_known_bodies,
    a_deposit_begins_an_interval,
    a_number_became_law_with_its_treaty,
    sources_say_what_they_are,
    declared_numbers_keep_to_the_record,
    years_add_up,
    the_essay_counts_right,
)


@pytest.fixture(scope="module")
def package() -> Package:
    read = Package(DATASETS)
    if read.ragged:
        pytest.skip("first mend the row that has not as many cells as its table has fields")
    return read


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds(rule: Rule, package: Package) -> None:
    faults = list(rule(package))
    if faults:
        shown = "\n".join(faults[:20])
        more = f"\nand {len(faults) - 20} more" if len(faults) > 20 else ""
        pytest.fail(f"{shown}{more}\nThe rule: {what_it_asks(rule)}", pytrace=False)


def test_the_tables_open_with_lesson_10(package: Package) -> None:
    opens = {one["name"]: one.get("opens") for one in package.described["resources"]}
    assert [opens[table] for table in TABLES] == ["10"] * len(TABLES)


def test_the_dataset_is_as_large_as_it_has_to_be(package: Package) -> None:
    assert len(package.tables["treaties"]) >= 60
    assert len(package.tables["treaty_events"]) >= 300
    assert len(package.tables["data_exchange"]) == 24 * 2 + 1
    grades = {row["key"]: row["grade"] for row in package.tables["treaty_sources"]}
    best = [
        {"primary", "reference"} & {grades[key] for key in keys_of(row)}
        for row in package.tables["treaty_events"]
    ]
    assert sum(map(bool, best)) >= 0.4 * len(best)
    cited = [row["confidence"] for row in package.tables["treaty_events"]]
    assert cited.count("low") < 0.1 * len(cited)


# --- what the sources' disputes say, date by date -------------------------------------------------

KNOWN = """\
salt-1-interim all-parties signature 1972-05-26
salt-1-interim all-parties entry-into-force 1972-10-03
salt-1-interim all-parties expiry 1977-10-03
salt-1-interim usa legislative-consent 1972-09-30
abm all-parties signature 1972-05-26
abm usa legislative-consent 1972-08-03
abm usa ratification 1972-09-30
abm all-parties entry-into-force 1972-10-03
abm usa notice-of-withdrawal 2001-12-13
abm usa effect-of-withdrawal 2002-06-13
abm-protocol-1974 all-parties signature 1974-07-03
abm-protocol-1974 all-parties entry-into-force 1976-05-24
vladivostok-1974 all-parties adoption 1974-11-24
salt-2 all-parties signature 1979-06-18
salt-2 usa statement 1986-05-27
salt-2 usa statement 1986-11-28
ttbt all-parties signature 1974-07-03
ttbt all-parties entry-into-force 1990-12-11
pnet all-parties signature 1976-05-28
pnet all-parties entry-into-force 1990-12-11
inf sun-usa signature 1987-12-08
inf all-parties entry-into-force 1988-06-01
inf usa effect-of-suspension 2019-02-02
inf usa effect-of-withdrawal 2019-08-02
start-1 sun-usa signature 1991-07-31
start-1 all-parties entry-into-force 1994-12-05
start-1 all-parties expiry 2009-12-05
lisbon-protocol all-parties signature 1992-05-23
start-2 usa legislative-consent 1996-01-26
start-2 rus legislative-consent 2000-04-14
start-2 rus ratification-law 2000-05-04
start-2 rus never-in-force-declared 2002-06-14
sort all-parties signature 2002-05-24
sort all-parties entry-into-force 2003-06-01
sort all-parties supersession 2011-02-05
new-start all-parties signature 2010-04-08
new-start usa legislative-consent 2010-12-22
new-start rus legislative-consent 2011-01-26
new-start all-parties entry-into-force 2011-02-05
new-start all-parties entry-into-force-of-limits 2018-02-05
new-start all-parties exchange-of-instruments 2021-01-26
new-start rus ratification-law 2021-01-29
new-start all-parties extension 2021-02-03
new-start rus inspection-exemption 2022-08-08
new-start rus session-postponed 2022-11-28
new-start rus announcement-of-suspension 2023-02-21
new-start rus legislative-consent 2023-02-22
new-start rus law-of-suspension 2023-02-28
new-start rus notice-of-suspension 2023-02-28
new-start usa data-withheld 2023-03-28
new-start usa countermeasure 2023-06-01
new-start all-parties expiry 2026-02-05
ctbt un-general-assembly adoption 1996-09-10
ctbt un-secretary-general opened-for-signature 1996-09-24
ctbt rus ratification-law 2000-05-27
ctbt rus deposit 2000-06-30
ctbt rus law-of-de-ratification 2023-11-02
ctbt rus de-ratification 2023-11-03
ptbt gbr-sun-usa signature 1963-08-05
ptbt depositaries opened-for-signature 1963-08-08
ptbt all-parties entry-into-force 1963-10-10
npt all-parties extension 1995-05-11
npt prk effect-of-withdrawal 2003-01-11
npt prk effect-of-withdrawal 2003-04-10
npt all-parties review-conference 2026-05-22
tlatelolco mex-slv entry-into-force 1968-04-22
tlatelolco all-parties statement 1969-04-25
bangkok all-parties entry-into-force 1997-03-27
pelindaba all-parties entry-into-force 2009-07-15
cppnm iaea opened-for-signature 1980-03-03
cppnm all-parties entry-into-force 1987-02-08
cfe all-parties provisional-application 1992-07-17
cfe all-parties entry-into-force 1992-11-09
cfe rus announcement-of-withdrawal 2023-05-10
cfe rus law-of-withdrawal 2023-05-29
cfe rus notice-of-withdrawal 2023-06-09
cfe rus effect-of-withdrawal 2023-11-07
cfe usa effect-of-suspension 2023-12-07
open-skies usa announcement-of-withdrawal 2020-05-21
open-skies usa notice-of-withdrawal 2020-05-22
open-skies usa effect-of-withdrawal 2020-11-22
open-skies rus announcement-of-withdrawal 2021-01-15
open-skies rus law-of-withdrawal 2021-06-07
open-skies rus notice-of-withdrawal 2021-06-18
open-skies rus effect-of-withdrawal 2021-12-18
ctr all-parties expiry 2013-06-17
jcpoa deu-fra-gbr termination 2025-09-28
jcpoa chn-irn-rus expiry 2025-10-18
pmda all-parties entry-into-force 2011-07-13
"""


@pytest.mark.parametrize("line", KNOWN.splitlines())
def test_a_date_that_the_sources_dispute_is_kept(line: str, package: Package) -> None:
    treaty, actor, type_, day = line.split()
    known = f"{treaty}-{day.replace('-', '')}-{type_}-{actor}"
    assert known in {row["id"] for row in package.tables["treaty_events"]}


def first_date(package: Package, treaty: str, type_: str, last: bool = False) -> date:
    found = dates(by_treaty(package)[treaty], type_)
    return date.fromisoformat(found[-1 if last else 0])


@pytest.mark.parametrize(
    ("treaty", "signed", "days"),
    [
        ("ttbt", "signature", 6005),
        ("pnet", "signature", 5310),
        ("start-1", "signature", 1223),
        ("pmda", "signature", 3967),
        ("pelindaba", "opened-for-signature", 4843),
    ],
)
def test_signed_is_not_in_force(treaty: str, signed: str, days: int, package: Package) -> None:
    """Published spans: TTBT 6,005 days, PNET 5,310, START I 1,223, PMDA 3,967, Pelindaba 4,843."""
    start = first_date(package, treaty, signed, last=treaty == "pmda")
    assert (first_date(package, treaty, "entry-into-force") - start).days == days


def test_the_two_gaps_without_a_limit(package: Package) -> None:
    """3 Oct 1977 to 5 Dec 1994: 6,272 days; 5 Dec 2009 to 5 Feb 2011: 427."""
    pairs = (("salt-1-interim", "start-1"), ("start-1", "new-start"))
    gaps = [
        first_date(package, later, "entry-into-force") - first_date(package, earlier, "expiry")
        for earlier, later in pairs
    ]
    assert [gap.days for gap in gaps] == [6272, 427]


def states(package: Package, treaty: str, act_in: str) -> set[str]:
    rows = package.tables["treaty_parties"]
    return {r["state"] for r in rows if r["treaty"] == treaty and r["act_in"] == act_in}


def test_succession_is_by_treaty(package: Package) -> None:
    """START I four, CFE eight, INF twelve with six that have sites; the NPT goes on in one."""
    notes = {
        r["state"]: r["status_note"]
        for r in package.tables["treaty_parties"]
        if r["treaty"] == "inf" and r["act_in"] == "succession"
    }
    assert len(notes) == 12
    sites = {state for state, note in notes.items() if "; inspectable site" in note}
    assert sites == {"BLR", "KAZ", "RUS", "TKM", "UKR", "UZB"}
    active = {state for state, note in notes.items() if "not active" not in note}
    assert active == {"BLR", "KAZ", "RUS", "UKR"}
    assert states(package, "start-1", "exchange") == {"USA", "RUS", "BLR", "KAZ", "UKR"}
    cfe = {
        r["state"]
        for r in package.tables["treaty_parties"]
        if r["treaty"] == "cfe" and "Tashkent" in r["status_note"]
    }
    assert cfe == {"ARM", "AZE", "BLR", "GEO", "KAZ", "MDA", "RUS", "UKR"}
    assert states(package, "npt", "continuation") == {"RUS"}
    assert {"BLR", "UKR"} <= states(package, "ptbt", "ratification")


def test_treaties_live_on_without_a_party(package: Package) -> None:
    """CFE and Open Skies lost parties and did not end; Russia never was a party to the CTBT."""
    rows = package.tables["treaty_parties"]
    for treaty, lost in (("cfe", {"RUS", "CSK"}), ("open-skies", {"USA", "RUS"})):
        ended = {r["state"] for r in rows if r["treaty"] == treaty and is_date(r["until"])}
        assert ended == lost
        assert not dates(by_treaty(package)[treaty], "expiry", "termination", "supersession")
    (russia,) = (r for r in rows if (r["treaty"], r["state"]) == ("ctbt", "RUS"))
    assert (russia["from"], russia["act_out"]) == ("never", "de-ratification")
    assert "signatory" in russia["status_note"]
    assert not dates(by_treaty(package)["ctbt"], "effect-of-withdrawal", "notice-of-withdrawal")


def test_suspension_ends_no_interval(package: Package) -> None:
    """New START from 2023-02-28: claimed by one side, disputed by the other, bound to the end."""
    rows = {row["id"]: row for row in package.tables["treaty_events"]}
    claimed = rows["new-start-20230228-effect-of-suspension-rus"]
    assert (claimed["claimed_by"], claimed["disputed_by"]) == ("RUS", "USA")
    until = {
        r["state"]: r["until"]
        for r in package.tables["treaty_parties"]
        if r["treaty"] == "new-start"
    }
    assert until == {"USA": "2026-02-05", "RUS": "2026-02-05"}


def test_the_limit_of_sort_bound_on_no_day(package: Package) -> None:
    (sort,) = (row for row in package.tables["limits"] if row["treaty"] == "sort")
    assert (sort["number"], sort["binds_from"], sort["became_law"]) == ("1700-2200", "never", "yes")


def test_rival_dates_are_kept(package: Package) -> None:
    rows = {row["id"]: row["rival_dates"] for row in package.tables["treaty_events"]}
    for name, rival in (
        ("new-start-20260205-expiry-all-parties", "2026-02-04"),
        ("abm-20020613-effect-of-withdrawal-usa", "2002-06-14"),
        ("tlatelolco-19680422-entry-into-force-mex-slv", "1969-04-25"),
        ("tlatelolco-19690425-statement-all-parties", "1968-04-22"),
        ("jcpoa-20250928-termination-deu-fra-gbr", "2025-10-18"),
        ("jcpoa-20251018-expiry-chn-irn-rus", "2025-09-28"),
        ("new-start-20101222-legislative-consent-usa", "2011-12-22"),
        ("cfe-20231107-effect-of-withdrawal-rus", "2023-11-06"),
        ("ctr-20130617-expiry-all-parties", "2013-06-16"),
    ):
        assert rival in rows[name], name


def test_both_sides_were_above_limits_that_did_not_bind(package: Package) -> None:
    """Last dates above: US warheads 2015-03, vehicles 2016-03, launchers 2017-03; Russia warheads
    2011-09 and 2014-09 to 2017-09, launchers to 2017-03, vehicles never."""
    above: dict[tuple[str, str], list[str]] = defaultdict(list)
    limits = (("deployed_warheads", 1550), ("deployed_delivery_vehicles", 700))
    for row in package.tables["data_exchange"]:
        for field, limit in (*limits, ("deployed_and_nondeployed_launchers", 800)):
            if int(row[field]) > limit:
                above[row["state"], field].append(row["date"][:7])
    assert above["USA", "deployed_warheads"][-1] == "2015-03"
    assert above["USA", "deployed_delivery_vehicles"][-1] == "2016-03"
    assert above["USA", "deployed_and_nondeployed_launchers"][-1] == "2017-03"
    assert above["RUS", "deployed_and_nondeployed_launchers"][-1] == "2017-03"
    assert ("RUS", "deployed_delivery_vehicles") not in above
    warheads = above["RUS", "deployed_warheads"]
    later = ["2014-09", "2015-03", "2015-09", "2016-03", "2016-09", "2017-03", "2017-09"]
    assert warheads == ["2011-09", *later]


def test_the_published_error_is_kept_as_an_error(package: Package) -> None:
    rows = [row for row in package.tables["nuclear_tests"] if row["published_error"] != "none"]
    wrong = {(row["year"], row["state"], row["series"]): row for row in rows}
    assert set(wrong) == {("2010", "PRK", "aca"), ("1972", "SUN", "sipri-foa")}
    korea = wrong["2010", "PRK", "aca"]
    assert (korea["tests"], korea["as_published"]) == ("0", "3")
    totals = {row["state"]: row["total"] for row in package.tables["nuclear_test_totals"]}
    assert (totals["world"], totals["SUN"], totals["RUS"]) == ("2056", "715", "0")
    listed = [row for row in package.tables["nuclear_tests"] if row["series"] == "sipri-foa"]
    assert sum(int(row["tests"]) for row in listed) == 2049


# --- the rules can fail: each is tried on a copy with one thing spoilt ----------------------------

EXPIRY = "new-start-20260205-expiry-all-parties,new-start,2026-02-05"
SPOILT: tuple[tuple[Rule, str, str, str, str], ...] = (
    (no_cell_is_empty, "limits.csv", "Category I,300,", "Category I,,", "mtcr-range, number"),
    (
        a_date_fits_its_precision,
        "treaty_events.csv",
        "2026-02-05,day,all parties,expiry",
        "2026-02-05,month,all parties,expiry",
        "new-start-20260205-expiry-all-parties, date",
    ),
    (
        a_date_exists,
        "treaty_events.csv",
        EXPIRY,
        EXPIRY.replace("02-05", "02-30"),
        "2026-02-30",
    ),
    (a_date_exists, "limits.csv", ",2018-02-05,2026-02-05,", ",2018-02-05,2062-02-05,", "2062"),
    (
        a_source_exists,
        "treaty_events.csv",
        ",tass2085813;aca_ndm202602,",
        ",tass;aca_ndm202602,",
        "sources: 'tass'",
    ),
    (
        a_source_exists,
        "treaty_events.csv",
        "2026-02-04 last day [state_ns]",
        "2026-02-04 last day [state_nss]",
        "rival_dates: 'state_nss'",
    ),
    (a_source_is_used, "treaty_sources.csv", "\naca_salt1,", "\naca_salt9,", "aca_salt9, key"),
    (
        no_act_before_the_text,
        "treaty_events.csv",
        "new-start,2010-12-22,day,USA,legislative-consent",
        "new-start,2009-12-22,day,USA,legislative-consent",
        "2009-12-22 is before the text",
    ),
    (
        no_force_before_the_opening,
        "treaty_events.csv",
        "cppnm,1987-02-08,day,all parties,entry-into-force",
        "cppnm,1979-02-08,day,all parties,entry-into-force",
        "cppnm-19870208-entry-into-force-all-parties, date: 1979-02-08 is before the opening",
    ),
    (
        no_end_before_the_beginning,
        "treaty_events.csv",
        EXPIRY,
        EXPIRY.replace(",2026", ",2006"),
        "2006-02-05 is before the entry into force",
    ),
    (
        no_end_before_the_beginning,
        "treaty_parties.csv",
        "new-start,USA,2011-02-05,2026-02-05",
        "new-start,USA,2011-02-05,2010-02-05",
        "new-start USA 2011-02-05, until: 2010-02-05",
    ),
    (
        no_end_before_the_beginning,
        "limits.csv",
        ",2018-02-05,2026-02-05,",
        ",2018-02-05,2018-02-05,",
        "binds_until",
    ),
    (
        a_notice_comes_before_its_effect,
        "treaty_events.csv",
        "open-skies,2020-11-22,",
        "open-skies,2020-04-22,",
        "open-skies-20201122-effect-of-withdrawal-usa, date",
    ),
    (
        legal_texts_in_force_have_a_day,
        "treaties.csv",
        ",security-assurance,plurilateral,disputed,",
        ",security-assurance,plurilateral,legal,",
        "budapest, binding",
    ),
    (
        legal_texts_in_force_have_a_day,
        "treaty_events.csv",
        "budapest,1994-12-05,day,all parties,statement",
        "budapest,1994-12-05,day,all parties,entry-into-force",
        "budapest, binding: a text that is disputed",
    ),
    (
        legal_texts_in_force_have_a_day,
        "treaty_events.csv",
        "start-2,2000-04-14,day,RUS,legislative-consent",
        "start-2,2000-04-14,day,RUS,entry-into-force",
        "start-2, id",
    ),
    (
        nobody_is_bound_before_it_is_in_force,
        "treaty_parties.csv",
        "start-2,RUS,never",
        "start-2,RUS,2000-05-04",
        "start-2 RUS 2000-05-04, from",
    ),
    (
        nobody_is_bound_before_it_is_in_force,
        "treaty_parties.csv",
        "new-start,USA,2011-02-05",
        "new-start,USA,2010-12-22",
        "before the entry into force",
    ),
    (
        nobody_is_bound_before_it_is_in_force,
        "treaty_parties.csv",
        "start-2,RUS,never,not applicable",
        "start-2,RUS,never,open",
        "start-2 RUS never, until",
    ),
    (
        intervals_do_not_overlap,
        "treaty_parties.csv",
        "moratoria-1990s,FRA,1996-01-29",
        "moratoria-1990s,FRA,1995-01-29",
        "the interval from 1992-04-08 is still running",
    ),
    (
        an_end_closes_an_interval,
        "treaty_events.csv",
        "abm,2002-06-13,",
        "abm,2002-06-14,",
        "abm-20020613-effect-of-withdrawal-usa, date",
    ),
    (
        an_end_closes_an_interval,
        "treaty_parties.csv",
        "jcpoa,IRN,2015-10-18,unknown",
        "jcpoa,IRN,2015-10-18,2025-10-18",
        "jcpoa IRN 2015-10-18, until",
    ),
    (
        an_end_closes_an_interval,
        "treaty_parties.csv",
        "cfe,RUS,1992-11-09,2023-11-07",
        "cfe,RUS,1992-11-09,open",
        "cfe RUS 1992-11-09, act_out",
    ),
    (
        words_are_seen_only_where_seen,
        "treaty_events.csv",
        ",own,own knowledge,none,",
        ",own,own knowledge,in force,",
        "words_seen: 'in force'",
    ),
    (
        words_are_seen_only_where_seen,
        "treaty_events.csv",
        ",own,own knowledge,none,",
        ",own,seen,in force,",
        "citation: seen, but none",
    ),
    (
        words_are_seen_only_where_seen,
        "treaty_events.csv",
        ",own,own knowledge,none,",
        ',own,"cited, not seen",none,',
        "citation: 'cited, not seen'",
    ),
    (
        confidence_has_a_ground,
        "treaty_events.csv",
        ",own,own knowledge,none,medium",
        ",own,own knowledge,none,high",
        "confidence: high, but the row is own knowledge",
    ),
    (
        words_are_few,
        "treaty_events.csv",
        "Extended term ends",
        "Extended " + "long " * 25 + "term ends",
        "new-start-20260205-expiry-all-parties, detail",
    ),
    (
        claims_have_owners,
        "treaty_events.csv",
        "RUS,compliance-finding,Russia: US exceeds the limit of 800 by 101,RUS,USA",
        "RUS,compliance-finding,Russia: US exceeds the limit of 800 by 101,not applicable,USA",
        "claimed_by",
    ),
    (
        claims_have_owners,
        "treaty_events.csv",
        "RUS,compliance-finding,Russia: US exceeds the limit of 800 by 101,RUS,USA",
        "RUS,compliance-finding,Russia: US exceeds the limit of 800 by 101,RUS,not applicable",
        "disputed_by",
    ),
    (
        ids_say_what_the_row_is,
        "treaty_events.csv",
        EXPIRY,
        EXPIRY.replace("expiry", "ending"),
        "new-start-20260205-ending-all-parties, id",
    ),
    (
        rows_are_in_order,
        "treaty_events.csv",
        EXPIRY,
        EXPIRY.replace(",2026", ",2006"),
        "new-start-20260205-expiry-all-parties, date: events stand by date",
    ),
    (rows_are_in_order, "treaties.csv", "\nnew-start,", "\na-start,", "a-start, id"),
    (
        codes_of_states_are_sorted,
        "treaty_events.csv",
        "DEU;FRA;GBR,termination",
        "FRA;DEU;GBR,termination",
        "jcpoa-20250928-termination-deu-fra-gbr, actor",
    ),
    (
        actors_are_states_or_known_bodies,
        "treaty_events.csv",
        "bangkok-protocol,1995-12-15,day,THA,",
        "bangkok-protocol,1995-12-15,day,ASEAN states,",
        "bangkok-protocol-19951215-opened-for-signature-tha, actor: 'ASEAN states'",
    ),
    (
        a_deposit_begins_an_interval,
        "treaty_parties.csv",
        "icsant,CHN,2010-12-08",
        "icsant,CHN,2010-11-08",
        "icsant-20101108-deposit-chn, date: treaty_parties.csv should have CHN bound from 2010-12-",
    ),
    (
        a_number_became_law_with_its_treaty,
        "limits.csv",
        ",never,not applicable,yes,mid_sort",
        ",never,not applicable,no,mid_sort",
        "sort-warheads, became_law",
    ),
    (
        sources_say_what_they_are,
        "treaty_sources.csv",
        "own,own knowledge of the compilers,no page was read,not applicable,unknown,own knowledge",
        "own,own knowledge of the compilers,no page was read,not applicable,unknown,seen",
        "own, seen",
    ),
    (
        sources_say_what_they_are,
        "treaty_sources.csv",
        "https://news.am/eng/news/761917.html",
        "https://english.news-pravda.com/1",
        "newsam_20230525, address",
    ),
    (
        sources_say_what_they_are,
        "treaty_sources.csv",
        "https://news.am/eng/news/761917.html",
        "https://ukranews.com/en/news/934912-decision-on-use-of-nuclear-weapons-located-in-"
        "belarus-will-remain-with-moscow-shoigu",
        "ukranews_20230525, address: it stands under two keys",
    ),
    (
        sources_say_what_they_are,
        "treaty_sources.csv",
        "\naca_salt1,Arms Control Association,",
        "\naca_salt1,TASS,",
        "aca_salt1, funding: TASS",
    ),
    (
        declared_numbers_keep_to_the_record,
        "data_exchange.csv",
        "2022-09-01,RUS,540,1549",
        "2022-09-01,RUS,540,1551",
        "new-start 2022-09-01 RUS, deployed_warheads: 1551",
    ),
    (
        declared_numbers_keep_to_the_record,
        "data_exchange.csv",
        "2022-09-01,RUS,",
        "2022-09-02,RUS,",
        "two sides declare",
    ),
    (years_add_up, "nuclear_tests.csv", "2010,PRK,0,aca", "2010,PRK,3,aca", "PRK, total"),
    (years_add_up, "nuclear_tests.csv", "1992,FRA,0,aca,none,0", "1992,FRA,0,aca,none,1", "as_pub"),
    (years_add_up, "nuclear_tests.csv", "1992,RUS,0,aca", "1992,SUN,0,aca", "1992 SUN, state"),
    (the_essay_counts_right, "README.md", "New START has ", "New START had ", "New START has "),
    (the_essay_counts_right, "README.md", "or a newsroom | ", "or a newsroom | 9", "source wire"),
)
MIRRORS = ("treaty_sources.csv", ",primary,", ",mirror,")


@pytest.mark.parametrize(
    ("rule", "name", "old", "new", "says"),
    SPOILT,
    ids=lambda one: one.__name__ if callable(one) else "",
)
def test_a_bad_row_is_named(
    rule: Rule, name: str, old: str, new: str, says: str, tmp_path: Path
) -> None:
    faults = spoilt(rule, name, old, new, tmp_path)
    assert any(says in fault for fault in faults), faults


def spoilt(
    rule: Rule, name: str, old: str, new: str, folder: Path, everywhere: bool = False
) -> list[str]:
    """What the rule finds in a copy with one thing spoilt."""
    copy = folder / "datasets"
    shutil.copytree(DATASETS, copy)
    content = (copy / name).read_bytes().decode("utf-8")
    assert old in content, f"nothing to spoil in {name}: {old!r}"
    changed = content.replace(old, new, -1 if everywhere else 1)
    (copy / name).write_bytes(changed.encode("utf-8"))
    return list(rule(Package(copy)))


def test_a_row_on_copies_alone_is_never_of_high_confidence(tmp_path: Path) -> None:
    """If every primary page were only a copy, the rows that rest on them alone are named."""
    faults = spoilt(confidence_has_a_ground, *MIRRORS, tmp_path, everywhere=True)
    assert any("confidence: high on copies alone" in fault for fault in faults)


def test_a_treaty_without_parties_is_named(tmp_path: Path) -> None:
    faults = spoilt(
        treaties_have_their_parties, "treaty_parties.csv", "\ntpnw,", "\nptbt,", tmp_path, True
    )
    assert any("treaties.csv, tpnw, id" in fault for fault in faults)


def test_every_rule_was_tried() -> None:
    tried = {one[0] for one in SPOILT} | {treaties_have_their_parties}
    assert tried == set(RULES)
