"""Lists: what is named is checked, sorting and cutting keep the order, and what is not known is no error."""

from pathlib import Path

import pytest

from bartizan.model import UsageError
from bartizan.report.listing.ask import ListFilter
from bartizan.report.paging import Part
from bartizan.service import listing, lists
from bartizan.service.published import open_published
from tests.service.estate import FUNCTION, arn, published

FUNCTIONS = [{"id": arn(name), "name": name, "runtime": "python3.13"} for name in ("a", "checkout", "billing")]
FINDING_NAMES = ("a", "checkout", "billing", "twin", arn("odd"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    twins = [{"id": arn("twin", scope), "name": "twin"} for scope in ("111122223333", "444455556666")]
    malformed = [{"id": arn("odd")}]
    return published(tmp_path_factory.mktemp("home"), [*FUNCTIONS, *twins, *malformed])


def test_a_resource_goes_by_its_name(home: Path) -> None:
    with open_published(home) as snapshot:
        by_name = lists.findings(snapshot, resource="checkout")
        assert by_name == lists.findings(snapshot, resource=arn("checkout"))
    assert {finding.resource_id for finding in by_name.items} == {arn("checkout")}


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"resource": "chekout"}, "did you mean 'checkout'"),
        ({"resource": "nothing-of-the-kind"}, "see `bartizan inventory"),
        ({"resource": "twin"}, "2 resources are called 'twin'.*111122223333.*444455556666"),
        ({"rule": "aws.lambda.opn"}, "did you mean 'aws.lambda.open'"),
        ({"scope": "111122223334"}, "did you mean '111122223333'"),
        ({"type_": "aws_lambda_functoin"}, "did you mean 'aws_lambda_function'"),
        ({"part": Part(sort=("sevrity",))}, "did you mean 'severity'"),
    ],
)
def test_a_slip_is_refused_with_what_was_meant(home: Path, named: dict[str, object], said: str) -> None:
    with open_published(home) as snapshot, pytest.raises(UsageError, match=said):
        lists.findings(snapshot, **named)  # type: ignore[arg-type]


def test_what_is_far_from_every_name_suggests_none(home: Path) -> None:
    with open_published(home) as snapshot, pytest.raises(UsageError) as error:
        lists.findings(snapshot, resource="nothing-of-the-kind")
    assert "did you mean" not in str(error.value)


def test_a_part_is_cut_out_of_the_order_of_all(home: Path) -> None:
    with open_published(home) as snapshot:
        whole = lists.findings(snapshot)
        parts = [lists.findings(snapshot, part=Part(limit=5, offset=offset)) for offset in (0, 5, 10)]
        counted = lists.findings(snapshot, part=Part(limit=0)), lists.inventory(snapshot, part=Part(limit=0))
        assert [list(page.items) for page in counted] == [[], []]
        assert [page.total for page in counted] == [12, lists.inventory(snapshot).total]
    assert whole.total == len(whole.items) == 12
    assert {part.total for part in parts} == {12}
    assert [finding for part in parts for finding in part.items] == list(whole.items)
    assert [finding.severity for finding in whole.items] == ["critical"] * 6 + ["low"] * 6


def test_the_worst_severity_is_the_greatest(home: Path) -> None:
    with open_published(home) as snapshot:
        rows = lists.findings(snapshot, part=Part(sort=("severity", "-resource_name"))).items
        assert [row.severity for row in rows] == ["low"] * 6 + ["critical"] * 6
        assert rows[0].resource_name == "twin"
        assert {row.severity for row in lists.findings(snapshot, severity="high").items} == {"critical"}
        assert lists.findings(snapshot, rule="aws.lambda.*").total == 12


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("CHECK", {"checkout"}),
        ("function is OPEN", {"a", "checkout", "billing", "twin", arn("odd")}),
        ("l", {"billing", arn("odd")} | {"a", "checkout", "twin"}),
        ("%", set()),
        ("it's", set()),
        ("check_ut", set()),
    ],
)
def test_a_text_is_looked_for_in_whatever_case(home: Path, text: str, names: set[str]) -> None:
    with open_published(home) as snapshot:
        part = listing.rows(snapshot, "findings", ListFilter(text=text), limit=200)
        assert {row["resource_name"] for row in part.items} == names
        assert (part.total, part.unknown) == (len(part.items), 0)
        assert part.total == listing.total(snapshot, "findings", ListFilter(text=text))
        offered = {each.value for each in listing.facets(snapshot, "findings", "resource_name", ListFilter(), text)}
        assert offered == {name for name in FINDING_NAMES if text.lower() in name.lower()}


def test_a_finding_goes_by_its_id(home: Path) -> None:
    with open_published(home) as snapshot:
        rows = listing.rows(snapshot, "findings", ListFilter()).items
        stored = {(row["rule_id"], row["resource_id"]): row["id"] for row in snapshot.engine.rows("from finding")}
        assert {(row["rule_id"], row["resource_id"]): row["id"] for row in rows} == stored
        for id_ in stored.values():
            assert [
                row["id"] for row in listing.rows(snapshot, "findings", ListFilter(values={"id": [id_]})).items
            ] == [id_]


def test_names_of_tables_are_those_of_now(home: Path) -> None:
    with open_published(home) as snapshot:
        before = snapshot.engine.tables()
        other = snapshot.engine.cursor()
        other.create("made_by_another", "select 1 as n")
        assert set(snapshot.engine.tables()) - set(before) == {"made_by_another"}
        other.execute("drop table made_by_another")
        assert snapshot.engine.tables() == before


def test_a_resource_of_which_nothing_is_known_is_listed(home: Path) -> None:
    with open_published(home) as snapshot:
        (odd,) = (row for row in lists.inventory(snapshot, type_=FUNCTION).items if row.id == arn("odd"))
        assert lists.findings(snapshot, resource=arn("odd")).total == 2
    assert (odd.name, odd.exposure, odd.runtime, odd.tags) == (arn("odd"), "unknown", "unknown", {})


def test_a_finding_keeps_its_id(home: Path) -> None:
    with open_published(home) as snapshot:
        (finding,) = lists.findings(snapshot, rule="aws.lambda.open", resource="a").items
    assert finding.id == "e5815f2c3dcee503"


def test_a_text_in_many_names_is_found_in_the_same_rows_as_by_looking_at_each(tmp_path: Path) -> None:
    names = [f"service-{n}" for n in range(200)]
    home = published(tmp_path, [{"id": arn(name), "name": name} for name in names])
    with open_published(home) as snapshot:
        # Neighbours by the alphabet, a few groups of them, many, and none at all.
        for text in ("service-1", "ice-19", "7", "-1", "99", "SERVICE", "nothing"):
            part = listing.rows(snapshot, "findings", ListFilter(text=text), limit=1000, sort=["resource_name"])
            found = [row["resource_name"] for row in part.items]
            assert found == sorted(2 * [name for name in names if text.lower() in name]), text
            first = listing.rows(snapshot, "findings", ListFilter(text=text), limit=7, offset=2)
            every = listing.rows(snapshot, "findings", ListFilter(text=text), limit=1000)
            assert [row["id"] for row in first.items] == [row["id"] for row in every.items][2:9], text
