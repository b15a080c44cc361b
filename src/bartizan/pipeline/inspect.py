"""One package looked into by itself: read, matched and reported, without a cloud, a scan or a snapshot."""

from pathlib import Path

from bartizan.advise.match import match
from bartizan.advise.sources.tables import attach_advisories
from bartizan.catalog.link import Reader
from bartizan.catalog.purl import purl
from bartizan.catalog.reading import PackageReading
from bartizan.contract import FoundSecret, ListedPackage, PackageInspection, UnreadableFile, Vulnerability
from bartizan.model import Usage
from bartizan.report.views.vulnerabilities import CVE
from bartizan.store import Engine
from bartizan.store.code_spool import CODE_TABLES

_VULNERABILITY = (
    f"advisory_id, {CVE}, aliases, ecosystem, package, version, fixed_versions, path, severity, cvss_score, "
    "cvss_vector, epss, kev, is_malicious, published, summary, status"
)


async def inspected(source: str, home: Path) -> PackageInspection:
    """Return what a package holds, given as a file, a folder or a URL."""
    async with Reader(Usage()) as reader:
        reading = await reader.read_place(source)
    with Engine(threads=1) as engine:
        engine.create_empty("package", CODE_TABLES["package"])
        engine.insert("package", _rows(reading))
        attach_advisories(engine, home, of_packages=True)
        match(engine)
        found = engine.rows(
            f"select {_VULNERABILITY} from vulnerability order by status, is_malicious desc, kev desc, "
            "severity_order(severity), package, advisory_id, path"
        )
        listed = engine.rows(
            "select ecosystem, name, version, purl, path, evidence from package order by ecosystem, name, version, path"
        )
        unadvised = engine.rows(
            "select distinct ecosystem from package anti join advisory_source using (ecosystem) order by ecosystem"
        )
    return PackageInspection(
        source=source,
        sha256=reading.digest,
        bytes_total=reading.bytes_total,
        bytes_read=reading.bytes_read,
        packages=[ListedPackage.model_validate(row) for row in listed],
        vulnerabilities=[Vulnerability.model_validate(row) for row in found],
        unadvised=[row["ecosystem"] for row in unadvised],
        secrets=[FoundSecret(kind=each.kind, path=each.path, line=each.line) for each in reading.secrets],
        unreadable=[
            UnreadableFile(path=each.path, reason=str(each.reason), detail=each.detail) for each in reading.unreadable
        ],
    )


def _rows(reading: PackageReading) -> list[tuple[str, ...]]:
    return [
        (reading.digest, p.ecosystem, p.name, p.version, purl(p), p.path, str(p.evidence)) for p in reading.packages
    ]
