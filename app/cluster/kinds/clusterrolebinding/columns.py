"""Columns of cluster role bindings."""

from __future__ import annotations

from typing import Any

from app.cluster.kinds.column import AGE, NAME, Column, age, metadata_name, wide

Object = dict[str, Any]

COLUMNS = (
    NAME,
    Column("Role", doc=".roleRef"),
    AGE,
    wide("Users", "Users in the roleBinding"),
    wide("Groups", "Groups in the roleBinding"),
    wide("ServiceAccounts", "ServiceAccounts in the roleBinding"),
)


def cells(obj: Object, now: float) -> list[Any]:
    """One row."""
    role, subjects = obj["roleRef"], obj.get("subjects") or ()
    users = ", ".join(item["name"] for item in subjects if item["kind"] == "User")
    groups = ", ".join(item["name"] for item in subjects if item["kind"] == "Group")
    accounts = [item for item in subjects if item["kind"] == "ServiceAccount"]
    named = ", ".join(f"{item.get('namespace', '')}/{item['name']}" for item in accounts)
    return [metadata_name(obj), f"{role['kind']}/{role['name']}", age(obj, now), users, groups, named]
