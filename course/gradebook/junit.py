"""A grading as JUnit XML, for whoever follows a class with the tools that follow tests."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from course.gradebook.csvtext import clean
from course.gradebook.items import word_of
from course.gradebook.ledger import Ledger, number
from course.grading.records import Outcome, Result


def junit(ledger: Ledger) -> bytes:
    """A test suite for each submission, a test case for each question.

    Not yet is a failure, an error or a file that cannot be read is an error, and what was not
    answered or waits for a person is skipped. Students go by their pseudonyms.
    """
    top = Xml.Element("testsuites", name=clean(ledger.batch.title))
    for result in ledger.results:
        who = ledger.pseudonyms[result.submission.sid]
        suite = Xml.SubElement(
            top, "testsuite", name=who, time=f"{result.seconds:.2f}", timestamp=result.judged
        )
        for outcome in result.outcomes:
            case = Xml.SubElement(suite, "testcase", classname=who, name=outcome.question)
            _put(case, result, outcome)
        counts = {tag: len(suite.findall(f"*/{tag}")) for tag in ("failure", "error", "skipped")}
        suite.set("tests", str(len(result.outcomes)))
        for tag, plural in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            suite.set(plural, str(counts[tag]))
    return bytes(Xml.tostring(top, encoding="utf-8", xml_declaration=True))


def _put(case: Xml.Element, result: Result, outcome: Outcome) -> None:
    points = f"{number(outcome.points)} of {number(outcome.most)}"
    message = clean(outcome.message)
    if result.status == "unreadable" or outcome.entry in ("error", "stopped"):
        Xml.SubElement(case, "error", message=clean(outcome.error) or message, type=outcome.entry)
    elif outcome.open:
        Xml.SubElement(case, "skipped", message="A person has still to read this.")
    elif outcome.word == "Not answered yet":
        Xml.SubElement(case, "skipped", message=message)
    elif word_of(outcome) == "Not yet":
        Xml.SubElement(case, "failure", message=message, type=outcome.entry)
    Xml.SubElement(case, "system-out").text = f"{outcome.word}, {points}"
