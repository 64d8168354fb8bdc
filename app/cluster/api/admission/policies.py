"""Validating admission policies: rules that learners write in CEL.

Follows kubernetes apiserver/pkg/admission/plugin/policy/validating/dispatcher.go.
"""

from __future__ import annotations

from app.cluster.api.admission.attributes import Attributes, Plugin

POLICIES = ("admissionregistration.k8s.io", "validatingadmissionpolicies")


def validate(attributes: Attributes) -> None:
    """Nothing yet: rules need CEL."""


PLUGIN = Plugin("ValidatingAdmissionPolicy", validate=validate)
