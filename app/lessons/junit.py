"""Reports of verified lessons as JUnit XML, which CI systems show."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from app.lessons.verify import LessonReport, StepReport


def junit(reports: Iterable[LessonReport]) -> str:
    """One suite a lesson, one case a step; what is wrong with a lesson as a whole is a case named `lesson`."""
    root = ElementTree.Element("testsuites", name="kubekata lesson verify")
    for report in reports:
        whole = StepReport("lesson", 0.0, 0, report.problems)
        cases = [whole, *report.steps]
        failures = sum(bool(case.problems) for case in cases)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=report.id,
            tests=str(len(cases)),
            failures=str(failures),
            time=f"{report.seconds:.3f}",
        )
        for case in cases:
            _add_case(suite, report.id, case)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: ElementTree.Element, lesson: str, case: StepReport) -> None:
    element = ElementTree.SubElement(suite, "testcase", classname=lesson, name=case.id, time=f"{case.seconds:.3f}")
    if case.problems:
        failure = ElementTree.SubElement(element, "failure", message=case.problems[0])
        failure.text = "\n".join(case.problems)
