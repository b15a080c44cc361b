"""Attack paths, their map and what fixes end; recommendations; the explorer. All over the demo estate."""

import csv
import io
import json
from collections import Counter

import pytest
from httpx2 import Client

from bartizan.api.problem import NO_ACCESS
from bartizan.service.published import open_published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served

TEXT = "find aws_lambda_function where exposure = internet and authentication = none"


@pytest.fixture(scope="module")
def client(demo: Served) -> Client:
    return demo.person(Role.VIEWER)


def test_one_path_has_its_map_and_the_fixes_that_end_it(client: Client) -> None:
    listed = client.get("/attack-paths", params={"limit": 1}).json()["items"][0]
    found = client.get(f"/attack-paths/{listed['id']}").json()
    path, map_ = found["path"], found["map"]
    assert path["title"] == listed["title"]
    assert {each["node_id"] for each in found["fixes"]} <= set(path["breaks"])
    drawn = {node["id"]: node for node in map_["nodes"]}
    assert {end for step in path["steps"] for end in (step["source"], step["target"])} == set(drawn)
    assert drawn[path["target_id"]]["is_target"]
    assert all(drawn[edge["source"]]["column"] <= drawn[edge["target"]]["column"] for edge in map_["edges"])
    assert client.get("/attack-paths/0123456789abcdef").json()["title"] == NO_ACCESS


def test_paths_are_found_by_how_sensitive_their_target_is(client: Client, demo: Served) -> None:
    with open_published(demo.settings.home) as published:
        rows = published.engine.rows("select id, target.kind, sensitivity from target join node using (n)")
        targets = {(row["id"], row["kind"]): row["sensitivity"] for row in rows}
    paths = [
        each
        for offset in (0, 200)
        for each in client.get("/attack-paths", params={"limit": 200, "offset": offset}).json()["items"]
    ]
    said = Counter(targets.get((each["target_id"], each["target_kind"]), "unknown") for each in paths)
    assert len(said) > 1
    facet = client.get("/attack-paths/facets", params={"field": "sensitivity"}).json()
    assert {each["value"]: each["count"] for each in facet} == said
    for level, n in said.items():
        found = client.get("/attack-paths", params={"sensitivity": level, "limit": 200}).json()
        assert found["total"] == n
        assert {each["sensitivity"] for each in found["items"]} == {level}
    asked = {"field": "sensitivity", "target_kind": "data"}
    of_data = Counter(targets[each["target_id"], "data"] for each in paths if each["target_kind"] == "data")
    assert {each["value"]: each["count"] for each in client.get("/attack-paths/facets", params=asked).json()} == of_data


@pytest.mark.parametrize("fold", [2, 8, 40, 200])
def test_a_map_counts_what_it_does_not_draw(client: Client, fold: int) -> None:
    map_ = client.get("/attack-paths/map", params={"fold": fold}).json()
    assert map_["total"] == client.get("/attack-paths", params={"limit": 1}).json()["total"]
    assert map_["open"] + sum(stub["paths"] for stub in map_["stubs"]) == map_["total"]
    members = [id_ for node in map_["nodes"] for id_ in node["members"]]
    assert len(members) == len(set(members)) >= len(map_["nodes"])
    cards = {node["id"] for node in map_["nodes"]}
    assert {end for edge in map_["edges"] for end in (edge["source"], edge["target"])} <= cards
    assert client.get("/attack-paths/map", params={"entry": "nothing"}).status_code == 400


def test_what_if_agrees_with_the_choke_points(client: Client) -> None:
    best = client.get("/choke-points", params={"kind": "rule", "limit": 1}).json()["items"][0]
    found = client.post("/attack-paths/what-if", json={"rules": [best["node_id"]]}).json()
    assert sum(each["outcome"] == "gone" for each in found["items"]) == best["paths"] > 0
    assert found["total"] == client.get("/attack-paths", params={"limit": 1}).json()["total"]
    plan = client.get("/attack-paths/plan", params={"most": 1}).json()["items"]
    assert plan[0]["paths"] == best["paths"]
    assert client.post("/attack-paths/what-if", json={"rules": ["none"]}).status_code == 400


def test_a_recommendation_says_what_why_where_and_how(client: Client) -> None:
    rule = "aws.lambda.public_function_url"
    found = client.get(f"/recommendations/{rule}").json()
    counts = dict.fromkeys(("fail", "pass", "unknown", "not_applicable", "exempt"), 0)
    for each in found["results"]:
        counts[each["status"]] += each["count"]
    assert counts["fail"] == found["recommendation"]["unhealthy"]
    assert counts["pass"] == found["recommendation"]["healthy"]
    assert found["rationale"]
    assert found["remediation"]["cli"]
    assert found["controls"]
    for path in ("/recommendations/none", "/advisories/CVE-1999-1"):
        assert client.get(path).json()["title"] == NO_ACCESS


def test_a_query_as_text_as_tree_and_as_rows_of_text_are_the_same(client: Client) -> None:
    found = client.post("/explore", json={"text": TEXT}).json()
    assert found["total"] + found["unknown"] == len(found["rows"]) > 0
    again = client.post("/explore", json={"tree": found["tree"]}).json()
    assert again == found
    assert client.post("/explore/parse", json={"tree": found["tree"]}).json() == {
        "text": found["text"],
        "tree": found["tree"],
    }
    answer = client.post("/explore", json={"text": TEXT}, headers={"Accept": "text/csv"})
    assert [row["id"] for row in csv.DictReader(io.StringIO(answer.text))] == [row["id"] for row in found["rows"]]
    answer = client.post("/explore", json={"text": TEXT}, headers={"Accept": "application/jsonl"})
    assert [json.loads(line)["id"] for line in answer.text.splitlines()] == [row["id"] for row in found["rows"]]
    lines = client.post("/explore/counts", json={"text": TEXT}).json()
    assert lines[-1]["yes"] == found["total"] <= lines[0]["yes"]
    for miss in client.post("/explore/near-misses", json={"text": TEXT}).json():
        assert 1 <= len(miss["fails"]) <= 2
    graph = client.post("/explore/graph", json={"text": f"{TEXT} and runs_as (aws_iam_role)"}).json()
    assert {edge["kind"] for edge in graph["edges"]} == {"runs_as"}
    assert "fails:" in client.post("/explore/rule", json={"text": TEXT}).text


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "find"}, {"text": TEXT, "template": "x"}, {"template": "none"}, {"tree": {"find": 1}},
     {"text": "find aws_lambda_function where expsure = x"}, {"text": "queries.yaml"}, {"text": "find " + "(" * 9000}],
)  # fmt: skip
def test_a_query_that_cannot_be_asked_is_a_problem(client: Client, body: dict[str, object]) -> None:
    assert client.post("/explore", json=body).status_code == 400


def test_queries_are_saved_and_forgotten(client: Client, demo: Served) -> None:
    templates = [each for each in client.get("/explore/queries").json() if each["is_template"]]
    assert len(templates) >= 25
    for each in templates[:3]:
        assert client.post("/explore", json={"template": each["name"]}).status_code == 200
    assert client.post("/explore/queries", json={"name": "exposed", "text": TEXT}).status_code == 403
    analyst = demo.person(Role.ANALYST)
    made = analyst.post("/explore/queries", json={"name": "exposed", "text": TEXT})
    assert (made.status_code, made.json()["text"]) == (201, TEXT)
    assert any(each["name"] == "exposed" for each in client.get("/explore/queries").json())
    elsewhere = demo.person(Role.ADMIN, "team-elsewhere")
    assert "exposed" not in {each["name"] for each in elsewhere.get("/explore/queries").json()}
    assert elsewhere.delete("/explore/queries/exposed").status_code == 404
    assert client.delete("/explore/queries/exposed").status_code == 403
    assert analyst.delete("/explore/queries/exposed").status_code == 204
    assert client.delete("/explore/queries/exposed").status_code == 404
    words = client.get("/explore/words", params={"type": "aws_lambda_function"}).json()
    assert {"exposure", "tags"} <= {word["name"] for word in words}
    assert client.get("/explore/schema").json()["title"] == "Query"
