"""How sensitive data is, by the best evidence."""

import pytest

from bartizan.graph.edges.sensitivity import Sensitivity, SensitivityLevel, read_sensitivity


@pytest.fixture(scope="module")
def shipped() -> Sensitivity:
    return read_sensitivity()


@pytest.mark.parametrize(
    ("name", "tags", "level"),
    [
        ("lake", '{"data-class": "Personal"}', "sensitive"),
        ("lake", '{"Data Classification": "Highly Confidential"}', "sensitive"),
        ("lake", '{"macie:severity": "high", "data-class": "public"}', "sensitive"),
        ("customers", '{"data-class": "public"}', "public"),
        ("lake", '{"pii": "true"}', "sensitive"),
        ("prod-customer-data", "{}", "sensitive"),
        ("prod/Payments", None, "sensitive"),
        ("storefront", '{"confidentiality": "none"}', "none"),
    ],
)
def test_evidence(shipped: Sensitivity, name: str, tags: str | None, level: str) -> None:
    found = shipped.of("id", name, tags)
    assert found is not None
    assert found.level == level


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("lake", '{"data-class": "blue"}'),
        ("lake", '{"pii": "false"}'),
        ("customerless", "{}"),
        ("lake", '{"owner": "team-payments"}'),
        ("lake", "[]"),
        ("lake", "not json"),
        ("lake", '{"data-class": {"x": 1}}'),
    ],
)
def test_no_evidence(shipped: Sensitivity, name: str, tags: str) -> None:
    assert shipped.of("id", name, tags) is None


def test_a_service_counts_more_than_the_list_and_the_list_more_than_tags(shipped: Sensitivity) -> None:
    changed = {"resources": [{"id": "arn:*", "level": "none"}]}
    listed = Sensitivity.model_validate(shipped.model_dump() | changed)
    assert listed.of("arn:x", "lake", '{"pii": "yes"}') == SensitivityLevel("none", "sensitivity.yaml names arn:*")
    found = listed.of("arn:x", "lake", '{"macie-findings": "sensitive"}')
    assert found == SensitivityLevel("sensitive", "tag macie-findings = sensitive")
