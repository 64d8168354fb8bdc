"""The plugins that answer or change questions: hosts, rewrite, template, kubernetes, forward.

Follows CoreDNS plugin/{hosts,rewrite,template,forward}; they act in the order of plugin.cfg, whatever the Corefile's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import re2

from app.cluster.dns.corefile import Directive, below
from app.network.dns import NOERROR, NXDOMAIN, SERVFAIL, Answer, Question, Record, address_of_reverse, from_records

Next = Callable[[Question], Answer]


def hosts(directive: Directive, question: Question, then: Next) -> Answer:
    """Answers from lines of a hosts file."""
    entries: dict[str, list[str]] = {}
    fallthrough, ttl = False, 3600
    for line in directive.lines:
        if line[0] == "fallthrough":
            fallthrough = len(line) == 1 or any(below(question.name, zone.rstrip(".")) for zone in line[1:])
        elif line[0] == "ttl" and len(line) > 1 and line[1].isdigit():
            ttl = int(line[1])
        elif line[0] not in {"no_reverse", "reload"}:
            for name in line[1:]:
                entries.setdefault(name.rstrip(".").lower(), []).append(line[0])
    if question.type == "PTR":
        address = address_of_reverse(question.name)
        names = [name for name, found in entries.items() if address in found]
        if names:
            return Answer(NOERROR, tuple(Record(question.name, "PTR", name, ttl) for name in names), True)
    elif question.name in entries:
        wanted = [one for one in entries[question.name] if (":" in one) == (question.type == "AAAA")]
        found = tuple(Record(question.name, question.type, one, ttl) for one in wanted)
        return Answer(NOERROR, found if question.type in {"A", "AAAA"} else (), True)
    return then(question) if fallthrough else Answer(NXDOMAIN, (), True)


def rewritten(rules: list[Directive], question: Question) -> tuple[Question, Callable[[str], str]]:
    """The question after `rewrite name` rules, and how names in the answer are turned back."""
    for rule in rules:
        words = list(rule.words)
        go_on = words[:1] == ["continue"]
        if words[:1] in (["continue"], ["stop"]):
            words = words[1:]
        lines = [words] if not rule.lines else [words, *map(list, rule.lines)]
        words = [word for line in lines for word in line]
        if words[:1] == ["type"] and len(words) == 3 and words[1] == question.type:
            return replace(question, type=words[2]), lambda name: name
        if words[:1] != ["name"]:
            continue
        name = _renamed(words[1:], question.name)
        if name is not None and not go_on:
            before = question.name
            return replace(question, name=name), lambda given, old=before, new=name: old if given == new else given
        if name is not None:
            question = replace(question, name=name)
    return question, lambda name: name


def _renamed(words: list[str], name: str) -> str | None:
    kinds = {"exact", "prefix", "suffix", "substring", "regex"}
    kind, words = (words[0], words[1:]) if words and words[0] in kinds else ("exact", words)
    if len(words) < 2:
        return None
    old, new = words[0], words[1]
    plain_old, plain_new = old.rstrip(".").lower(), new.rstrip(".").lower()
    if kind == "exact":
        return plain_new if name == plain_old else None
    if kind == "prefix":
        return new.lower() + name[len(old) :] if name.startswith(old.lower()) else None
    if kind == "suffix":
        return name[: -len(plain_old)] + plain_new if plain_old and name.endswith(plain_old) else None
    if kind == "substring":
        return name.replace(old.lower(), new.lower()) if old.lower() in name else None
    try:
        found = re2.search(old, name + ".")
    except re2.error:
        return None
    if found is None:
        return None
    return re.sub(r"\{(\d)\}", lambda number: found.group(int(number[1])) or "", new).rstrip(".").lower()


def template(directive: Directive, question: Question) -> Answer | None:
    """`template IN A zone { answer "..." rcode ... }`; None when it does not match."""
    words = directive.words
    if len(words) > 1 and words[1] not in {"ANY", question.type}:
        return None
    if words[2:] and not any(below(question.name, zone.rstrip(".").lower()) for zone in words[2:]):
        return None
    match = directive.option("match")
    if match is not None:
        try:
            if re2.search(match[0], question.name + ".") is None:
                return None
        except re2.error:
            return None
    status = directive.option("rcode") or ("NOERROR",)
    records = []
    for line in directive.lines:
        parts = " ".join(line[1:]).replace("{{ .Name }}", question.name).replace("{{.Name}}", question.name).split()
        if line[0] == "answer" and len(parts) >= 4:
            ttl = next((int(part) for part in parts[1:-2] if part.isdigit()), 0)
            records.append(Record(parts[0].rstrip("."), parts[-2], parts[-1].rstrip("."), ttl))
    return Answer(status[0], tuple(records), True)


def zone_records(text: str, origin: str, question: Question) -> Answer:
    """The `file` plugin: simple master files, one record a line."""
    records = []
    for line in text.splitlines():
        words = line.partition(";")[0].split()
        kind = next((word for word in words[1:4] if word in {"A", "AAAA", "CNAME", "TXT", "NS"}), "")
        if not kind or not line[:1].strip():
            continue
        name = words[0] if words[0].endswith(".") else (origin if words[0] == "@" else f"{words[0]}.{origin}")
        records.append(Record(name.rstrip(".").lower(), kind, words[words.index(kind) + 1].rstrip("."), 3600))
    return replace(from_records(records, question, origin), authoritative=True) if records else Answer(SERVFAIL)
