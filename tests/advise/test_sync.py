"""Syncing from folders, files and a server of our own that breaks off, forgets and lies."""

import csv
import gzip
import json
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from bartizan.advise.match import match
from bartizan.advise.sources.download import Validator, download
from bartizan.advise.sources.source import bundled_source, planned
from bartizan.advise.sources.status import stale, statuses
from bartizan.advise.sources.sync import Synced, lifecycle_file, sync
from bartizan.advise.sources.tables import attach_advisories
from bartizan.advise.sources.unpack import UnusableError
from bartizan.model import UsageError, now
from bartizan.normalize.run import normalize
from bartizan.store.engine import OBSERVATION_COLUMNS, Engine
from tests.advise.mirror import Mirror, serving

AFFECTED = Path(__file__).parent / "data" / "affected.csv"
"""What the advisory databases of PyPI, RubySec, RetireJS and OpenRewrite say of the bundled vulnerabilities."""
PACKAGE_COLUMNS = dict.fromkeys(("digest", "ecosystem", "name", "version", "purl", "path", "evidence"), "varchar")


def record(id_: str, name: str = "thing", ecosystem: str = "PyPI", **more: Any) -> dict[str, Any]:
    affected = {
        "package": {"ecosystem": ecosystem, "name": name},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
    }
    return {"id": id_, "modified": "2026-01-02T00:00:00Z", "affected": [affected], **more}


def archive(path: Path, *records: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for n, each in enumerate(records):
            file.writestr(f"../../{n}.json", each if isinstance(each, bytes) else json.dumps(each))
    return path


def synced(home: Path, *places: object, only: bool = False) -> Synced:
    return sync(home, planned([str(place) for place in places], ()), lambda _line: None, only=only, pause=0)


def advisories(home: Path) -> list[str]:
    with Engine(threads=1) as engine:
        attach_advisories(engine, home)
        return [row["id"] for row in engine.rows("select id from advisory order by id")]


def test_the_bundled_advisories_find_what_the_demo_ships(tmp_path: Path) -> None:
    assert not synced(tmp_path, bundled_source()).failed
    with Engine(threads=1) as engine:
        attach_advisories(engine, tmp_path)
        engine.create_empty("package", PACKAGE_COLUMNS)
        shipped = [
            ("PyPI", "Requests", "2.19.1"),
            ("PyPI", "requests", "2.32.5"),
            ("Maven", "org.apache.logging.log4j:log4j-core", "2.14.1"),
            ("npm", "flatmap-stream", "0.1.1"),
            ("npm", "event-stream", "3.3.6"),
            ("NuGet", "Newtonsoft.Json", "12.0.3"),
        ]
        engine.insert("package", [("d", ecosystem, name, version, "", "", "") for ecosystem, name, version in shipped])
        match(engine)
        found = engine.rows("select * from vulnerability order by advisory_id")
    assert {
        row["advisory_id"]: (row["version"], row["severity"], row["kev"], row["is_malicious"]) for row in found
    } == {
        "GHSA-5crp-9r3c-p9vr": ("12.0.3", "high", False, False),
        "GHSA-jfh8-c2jp-5v3q": ("2.14.1", "critical", True, False),
        "GHSA-mh6f-8j2x-4483": ("3.3.6", "critical", False, True),
        "GHSA-x84v-xcm2-53pg": ("2.19.1", "high", False, False),
        "MAL-2025-20690": ("0.1.1", "critical", False, True),
    }
    assert next(row for row in found if row["kev"])["epss"] > 0.9


def test_the_bundled_advisories_say_what_other_databases_say(tmp_path: Path) -> None:
    synced(tmp_path, bundled_source())
    with Engine(threads=1) as engine:
        attach_advisories(engine, tmp_path)
        bundled = {
            tuple(row.values())
            for row in engine.rows(
                "select f.ecosystem, f.name, cve, f.introduced, f.fixed from affected as f "
                "join (select id, unnest(aliases) as cve from advisory) as a on a.id = f.advisory_id "
                "where cve like 'CVE-%'"
            )
        }
    with AFFECTED.open(encoding="utf-8", newline="") as lines:
        told = {tuple(row.values()) for row in csv.DictReader(lines)}
    assert len(bundled) > 20
    assert bundled <= told


def test_a_bad_record_is_counted_and_the_rest_is_there(tmp_path: Path) -> None:
    broken: list[object] = [
        b"{",
        b"[" * 5000,
        b"\xff\xfe",
        b"7",
        {"id": 7},
        {"id": "NO-PACKAGE", "affected": [{"package": "x"}, None, 3]},
        record("OTHER", ecosystem="Debian:12"),
        record("GONE", withdrawn="2026-01-01T00:00:00Z"),
        record("COMMITS")
        | {"affected": [{"package": {"ecosystem": "PyPI", "name": "a"}, "ranges": [{"type": "GIT"}]}]},
        record("ODD") | {"affected": [{"package": {"ecosystem": "PyPI", "name": "a"}, "ranges": [{"type": ["x"]}]}]},
        record("FUTURE", modified="9999-12-31T23:59:59-14:00", aliases=[3, None, "CVE-2026-0001"], severity="x"),
        record(
            "ZERO", modified="0001-01-01T00:00:00Z", summary=["x"], database_specific={"severity": [], "cwe_ids": 3}
        ),
        record("GOOD"),
    ]
    synced(tmp_path, archive(tmp_path / "in" / "PyPI" / "all.zip", *broken))
    assert advisories(tmp_path) == ["FUTURE", "GOOD", "ZERO"]
    status = statuses(tmp_path)["PyPI"]
    assert (status.ecosystem, status.records, status.as_of and status.as_of.year) == ("PyPI", 3, 2026)
    assert status.skipped["not JSON"] == 3
    assert status.skipped["withdrawn"] == 1


def test_of_two_records_with_one_id_the_newest_counts(tmp_path: Path) -> None:
    old, new = record("A", "old", modified="2020-01-01"), record("A", "new", modified="2021-01-01")
    synced(tmp_path, archive(tmp_path / "in" / "x.zip", new, old))
    with Engine(threads=1) as engine:
        attach_advisories(engine, tmp_path)
        assert [row["name"] for row in engine.rows("select name from affected")] == ["new"]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)


def _empty(path: Path) -> None:
    archive(path)


@pytest.mark.parametrize("spoil", [_cut, _flip, _empty])
def test_a_spoilt_archive_never_replaces_a_good_one(tmp_path: Path, spoil: Any) -> None:
    file = archive(tmp_path / "in" / "PyPI.zip", record("A"), record("B"))
    other = archive(tmp_path / "in" / "npm.zip", record("N", ecosystem="npm"))
    assert synced(tmp_path, file.parent).changed == ("PyPI", "npm")
    spoil(file)
    archive(other, record("N", ecosystem="npm"), record("N2", ecosystem="npm"))
    result = synced(tmp_path, file.parent)
    assert (set(result.failed), result.changed) == ({"PyPI"}, ("npm",))
    assert advisories(tmp_path) == ["A", "B", "N", "N2"]
    assert statuses(tmp_path)["PyPI"].error


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_packed_lines_are_read_and_a_cut_file_is_told(tmp_path: Path, ending: str) -> None:
    text = "\n".join(json.dumps(record(f"A-{n}")) for n in range(300)).encode()
    packed = gzip.compress(text) if ending == "gz" else zstandard.ZstdCompressor().compress(text)
    file = tmp_path / f"PyPI.jsonl.{ending}"
    file.write_bytes(packed)
    assert synced(tmp_path / "home", file).changed == ("PyPI",)
    assert len(advisories(tmp_path / "home")) == 300
    file.write_bytes(packed[: len(packed) // 2])
    assert set(synced(tmp_path / "home", file).failed) == {"PyPI"}
    assert len(advisories(tmp_path / "home")) == 300


def test_what_left_a_folder_or_is_not_wanted_any_more_is_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    archive(folder / "PyPI.zip", record("A"))
    archive(folder / "npm.zip", record("N", ecosystem="npm"))
    synced(tmp_path, folder)
    (folder / "npm.zip").unlink()
    assert synced(tmp_path, folder).unchanged == ("PyPI",)
    assert advisories(tmp_path) == ["A"]
    assert synced(tmp_path, archive(tmp_path / "other.zip", record("B")), only=True).changed == ("other",)
    assert advisories(tmp_path) == ["B"]


def test_feeds_leave_out_what_is_none(tmp_path: Path) -> None:
    entries = [{"cveID": "CVE-2021-44228", "dateAdded": "2021-12-10", "knownRansomwareCampaignUse": "Known"}, {}, "x"]
    (tmp_path / "kev.json").write_text(json.dumps({"vulnerabilities": entries}))
    scores = ["percentile,cve,epss", "1,CVE-2021-44228,0.9", "nan,CVE-2021-44229,nan", "1,CVE-2021-44230,7", "x"]
    (tmp_path / "epss-today.csv").write_text("\n".join(["#score_date:2026-08-16T00:00:00Z", *scores]))
    assert not synced(tmp_path / "home", tmp_path).failed
    with Engine(threads=1) as engine:
        attach_advisories(engine, tmp_path / "home")
        assert [tuple(row.values())[::2] for row in engine.rows("from kev")] == [("CVE-2021-44228", True)]
        assert [tuple(row.values()) for row in engine.rows("select cve, score, percentile from epss")] == [
            ("CVE-2021-44228", 0.9, 1.0)
        ]
    assert {name: sum(each.skipped.values()) for name, each in statuses(tmp_path / "home").items()} == {
        "kev": 2,
        "epss": 3,
    }


@pytest.mark.parametrize(
    "form",
    [
        {"aws-lambda": {"releases": [{"releaseCycle": "python3.99", "eoas": "2031-05-01", "eol": "2031-07-01"}]}},
        [{"cycle": "python3.99", "support": "2031-05-01", "eol": False}, {"cycle": 7}],
        {"result": {"releases": [{"name": "python3.99", "eoasFrom": "2031-05-01"}]}},
    ],
)
def test_ends_of_runtimes_are_laid_over_those_that_ship(tmp_path: Path, form: object) -> None:
    (tmp_path / "eol.json").write_text(json.dumps(form))
    synced(tmp_path / "home", tmp_path / "eol.json")
    with Engine(threads=1) as engine:
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        normalize(engine, dated=lifecycle_file(tmp_path / "home"))
        days = {row["runtime"]: str(row["deprecated_on"]) for row in engine.rows("from runtime_end_of_life")}
    assert days["python3.99"] == "2031-05-01"
    assert days["python3.8"] == "2024-10-14"


def test_older_ends_of_runtimes_do_not_count(tmp_path: Path) -> None:
    older = tmp_path / "dates.csv"
    older.write_text("provider,runtime,deprecated_on,source,read_on\naws,python3.8,1999-01-01,x,2020-01-01\n")
    with Engine(threads=1) as engine:
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        normalize(engine, dated=older)
        (row,) = engine.rows("select * from runtime_end_of_life where runtime = 'python3.8'")
    assert str(row["deprecated_on"]) == "2024-10-14"


def test_what_is_old_or_missing_is_told(tmp_path: Path) -> None:
    assert "unknown" in stale(tmp_path, now())
    synced(tmp_path, archive(tmp_path / "in" / "PyPI.zip", record("A", modified="2020-01-01T00:00:00Z")))
    assert "PyPI" in stale(tmp_path, now())
    synced(tmp_path, archive(tmp_path / "in" / "PyPI.zip", record("A", modified=now().isoformat())))
    assert stale(tmp_path, now()) == ""


@pytest.mark.parametrize("place", ["ftp://x/y", "https://a:b@c/d", "nowhere"])
def test_a_place_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(UsageError):
        planned([place], ())


def test_a_mirror_is_asked_for_what_changed_and_from_where_it_broke_off(tmp_path: Path) -> None:
    content = archive(tmp_path / "PyPI.zip", *(record(f"A-{n}") for n in range(50))).read_bytes()
    with serving(Mirror({"/osv/PyPI/all.zip": content}, cut=1000)) as mirror:
        sources = planned([mirror.url + "?sig=x"], ["PyPI"])
        first = sync(tmp_path, sources, lambda _line: None, pause=0)
        again = sync(tmp_path, sources, lambda _line: None, pause=0)
        asked = [each for each in mirror.asked if each[0].endswith("all.zip")]
    assert (first.changed, first.not_offered, again.unchanged) == (("PyPI",), ("kev", "epss", "lifecycle"), ("PyPI",))
    assert len(advisories(tmp_path)) == 50
    assert [each[1] for each in asked] == ["", "bytes=1000-", ""]
    assert asked[2][2]
    assert "sig" not in (tmp_path / "advisories" / "status.json").read_text()


def test_a_mirror_without_an_ecosystem_fails_for_that_one_only(tmp_path: Path) -> None:
    content = archive(tmp_path / "PyPI.zip", record("A")).read_bytes()
    with serving(Mirror({"/osv/PyPI/all.zip": content})) as mirror:
        result = sync(tmp_path, planned([mirror.url], ["PyPI", "npm"]), lambda _line: None, pause=0)
    assert (result.changed, set(result.failed)) == (("PyPI",), {"npm"})


def test_a_host_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(UnusableError) as error:
        download(f"http://127.0.0.1:{port}/all.zip", tmp_path / "all.zip", Validator(), print, pause=0)
    assert "Connection refused" in str(error.value)
    assert "<" not in str(error.value)
