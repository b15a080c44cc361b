"""A bill of materials as SPDX 2.3.

Source: https://spdx.github.io/spdx-spec/v2.3/. SPDX tells packages and their advisories, not what follows from these.
"""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from bartizan import __version__
from bartizan.model import printable
from bartizan.report.views.packages import Bill, Subject

_NONE = "NOASSERTION"


def spdx(bill: Bill) -> dict[str, Any]:
    """Return a bill as one SPDX document."""
    packages: dict[str, dict[str, Any]] = {}
    relationships = []
    for subject in bill.subjects:
        own = _id(subject.id)
        packages[own] = _package(own, subject.name, "", [])
        relationships.append(_relation("SPDXRef-DOCUMENT", "DESCRIBES", own))
        advisories = _advisories(subject)
        for row in subject.packages:
            ref = _id(row["purl"])
            known = advisories.get((row["ecosystem"], row["name"], row["version"]), [])
            packages[ref] = _package(ref, row["name"], row["version"], [_purl(row), *known])
            relationships.append(_relation(own, "CONTAINS", ref))
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"bartizan:{bill.name}:{bill.serial}")
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": printable(bill.name),
        "documentNamespace": f"https://spdx.org/spdxdocs/bartizan-{namespace}",
        "creationInfo": {"created": bill.made_at, "creators": [f"Tool: bartizan-{__version__}"]},
        "packages": list(packages.values()),
        "relationships": list({tuple(each.items()): each for each in relationships}.values()),
    }


def _package(ref: str, name: str, version: str, references: list[dict[str, str]]) -> dict[str, Any]:
    package = {
        "SPDXID": ref,
        "name": printable(name),
        "downloadLocation": _NONE,
        "filesAnalyzed": False,
        "licenseConcluded": _NONE,
        "licenseDeclared": _NONE,
        "copyrightText": _NONE,
    }
    package |= {"versionInfo": printable(version)} if version else {}
    return package | ({"externalRefs": references} if references else {})


def _purl(row: Mapping[str, Any]) -> dict[str, str]:
    return {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": row["purl"]}


def _advisories(subject: Subject) -> dict[tuple[str, str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in subject.vulnerabilities:
        locator = f"https://osv.dev/vulnerability/{row['advisory_id']}"
        reference = {"referenceCategory": "SECURITY", "referenceType": "advisory", "referenceLocator": locator}
        known = found.setdefault((row["ecosystem"], row["package"], row["version"]), [])
        if reference not in known:
            known.append(reference)
    return found


def _relation(a: str, kind: str, b: str) -> dict[str, str]:
    return {"spdxElementId": a, "relationshipType": kind, "relatedSpdxElement": b}


def _id(text: str) -> str:
    return f"SPDXRef-{hashlib.sha256(text.encode()).hexdigest()[:32]}"
