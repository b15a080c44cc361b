"""SBOMs within packages: CycloneDX and SPDX, without what they exclude and what is the customer's own."""

import json

import pytest

from bartizan.catalog.package import Reason
from tests.catalog.reading import reading

CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "metadata": {
        "component": {"purl": "pkg:npm/own@1.0.0", "components": [{"purl": "pkg:npm/bundled@1.0.0"}]},
        "tools": {"components": [{"purl": "pkg:npm/tool@1.0.0"}]},
    },
    "components": [
        {"purl": "pkg:npm/%40s/outer@1.0.0", "components": [{"purl": "pkg:pypi/In_ner@2.0", "scope": "optional"}]},
        {"purl": "pkg:npm/dev@1.0.0", "scope": "excluded", "components": [{"purl": "pkg:npm/of-dev@1.0.0"}]},
        {"purl": "pkg:cargo/own@0.1.0?download_url=file://.", "type": "library"},
        {"purl": "pkg:cargo/own@0.1.0?download_url=file%3A%2F%2F.#src/lib.rs"},
        {"purl": "pkg:cargo/own@0.1.0", "bom-ref": "path+file:///build/own#0.1.0"},
        {"purl": "pkg:npm/lib@1.0.0", "externalReferences": [{"type": "distribution", "url": "file:../lib"}]},
        {"purl": "pkg:npm/marked@1.0.0", "properties": [{"name": "cdx:npm:package:development", "value": "true"}]},
        {"purl": "pkg:golang/x.org/y@v1.2.3?type=module", "scope": "required"},
        {"purl": "pkg:gem/rack", "version": "2.2.2"},
        {"purl": "pkg:deb/debian/zlib@1", "version": "1"},
        {"name": "no-purl", "version": "1.0"},
        {"purl": "pkg:maven/g.a/lib@1.0?type=jar", "scope": 7, "components": 7},
    ],
}
OF_CYCLONEDX = {
    "npm bundled 1.0.0",
    "npm @s/outer 1.0.0",
    "PyPI in-ner 2.0",
    "Go x.org/y 1.2.3",
    "RubyGems rack 2.2.2",
    "Maven g.a:lib 1.0",
}


def _package(name: str, purl: str, version: str = "") -> dict[str, object]:
    references = [{"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a"}, {"referenceType": "purl", "referenceLocator": purl}]  # fmt: skip # noqa: E501
    return {"SPDXID": name, "versionInfo": version, "externalRefs": references}


OF_2 = {
    "spdxVersion": "SPDX-2.3",
    "packages": [
        _package("SPDXRef-own", "pkg:npm/own@1.0.0"),
        _package("SPDXRef-a", "pkg:npm/a@1.0.0"),
        _package("SPDXRef-b", "pkg:npm/b", "2.0.0"),
        _package("SPDXRef-dev", "pkg:npm/dev@1.0.0"),
    ],
    "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-own"},
        {"spdxElementId": "SPDXRef-a", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-own"},
        {"spdxElementId": "SPDXRef-dev", "relationshipType": "DEV_DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-own"},
    ],
}
OF_3 = {
    "@graph": [
        {"type": "software_Sbom", "rootElement": ["own"]},
        {"type": "software_Package", "spdxId": "own", "software_packageUrl": "pkg:npm/own@1.0.0"},
        {"type": "software_Package", "spdxId": "a", "software_packageUrl": "pkg:npm/a@1.0.0"},
        {
            "type": "software_Package",
            "spdxId": "b",
            "software_packageVersion": "2.0.0",
            "externalIdentifier": [{"externalIdentifierType": "packageUrl", "identifier": "pkg:npm/b"}],
        },
        {"type": "software_Package", "spdxId": "dev", "software_packageUrl": "pkg:npm/dev@1.0.0"},
        {"type": "LifecycleScopedRelationship", "from": "own", "to": ["dev"], "scope": "development"},
    ],
}
OF_TAGS = """SPDXVersion: SPDX-2.3
SPDXID: SPDXRef-DOCUMENT
PackageName: own
SPDXID: SPDXRef-own
ExternalRef: PACKAGE-MANAGER purl pkg:npm/own@1.0.0
PackageName: a
SPDXID: SPDXRef-a
ExternalRef: SECURITY cpe23Type cpe:2.3:a
ExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1.0.0
PackageName: b
SPDXID: SPDXRef-b
PackageVersion: 2.0.0
ExternalRef: PACKAGE_MANAGER purl pkg:npm/b
PackageName: dev
SPDXID: SPDXRef-dev
ExternalRef: PACKAGE-MANAGER purl pkg:npm/dev@1.0.0
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-own
Relationship: SPDXRef-dev DEV_DEPENDENCY_OF SPDXRef-own
"""


@pytest.mark.parametrize(
    "path", ["a-1.dist-info/sboms/x.cdx.json", "sbom.cdx.json", "BOM.json", "META-INF/sbom/application.cdx.json"]
)
def test_cyclonedx_at_every_depth(path: str) -> None:
    done = reading({path: json.dumps(CYCLONEDX)})
    found = {f"{each.ecosystem} {each.name} {each.version}" for each in done.packages}
    assert found - {"PyPI a 1"} == OF_CYCLONEDX
    assert done.unreadable == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sbom.spdx.json", json.dumps(OF_2)),
        ("sboms/x.spdx.json", json.dumps(OF_3)),
        ("package.spdx", OF_TAGS),
        (".spdx-redis.spdx", json.dumps(OF_2)),
    ],
)
def test_spdx(path: str, text: str) -> None:
    done = reading({path: text})
    assert {(each.name, each.version) for each in done.packages} == {("a", "1.0.0"), ("b", "2.0.0")}
    assert done.unreadable == []


def test_a_document_that_describes_all_its_packages() -> None:
    told = {"packages": [_package("a", "pkg:npm/a@1.0.0")], "documentDescribes": ["a"]}
    assert [each.name for each in reading({"x.spdx.json": json.dumps(told)}).packages] == ["a"]


def test_sboms_that_are_not_read_are_told_and_those_of_libraries_are_theirs() -> None:
    (told,) = reading({"bom.xml": "<bom/>"}).unreadable
    assert told.reason is Reason.UNSUPPORTED
    text = json.dumps(CYCLONEDX)
    assert reading({"node_modules/a/bom.json": text, "data/other.json": text}).packages == []


def test_components_nested_without_an_end() -> None:
    deep = '{"components":[' + '{"purl":"pkg:npm/a@1","components":[' * 2000 + "]}" * 2000 + "]}"
    assert {each.name for each in reading({"bom.json": deep}).packages} <= {"a"}
