"""Where advisories come from: OSV's bucket and the public feeds, a mirror of them, folders and files."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from bartizan.advise.sources.address import checked, shown
from bartizan.advise.sources.kind import Kind
from bartizan.advise.sources.unpack import PACKED_SUFFIXES, RECORD_SUFFIXES
from bartizan.advise.version import ECOSYSTEMS
from bartizan.base.bundled import bundled
from bartizan.model import UsageError

OSV = "https://osv-vulnerabilities.storage.googleapis.com"
"""Source: https://google.github.io/osv.dev/data/#data-dumps"""
_MOST_FILES = 500_000


FEEDS = {
    Kind.KEV: "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
    Kind.EPSS: "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
    Kind.LIFECYCLE: "https://endoflife.date/api/aws-lambda.json",
}


@dataclass(frozen=True, slots=True)
class AdvisorySource:
    """What is replaced as a whole: one archive, one file, or the loose records of one folder.

    ``origin`` is the ``--source`` that it comes from. It is read from ``url``, or else from ``files``. ``ecosystem``
    is the only one that it covers, empty where it covers each that it describes. A mirror need not offer what
    ``is_optional``.
    """

    name: str
    kind: Kind
    origin: str
    url: str = ""
    files: tuple[Path, ...] = ()
    ecosystem: str = ""
    is_optional: bool = False


def bundled_source() -> Path:
    """Return the folder of the few advisories that ship for the demo."""
    return bundled("advisories")


def planned(given: Sequence[str], ecosystems: Sequence[str]) -> list[AdvisorySource]:
    """Return what there is to read in the given places, by default in the public ones.

    Raises:
        UsageError: a place or an ecosystem is none.
    """
    for ecosystem in ecosystems:
        if ecosystem not in ECOSYSTEMS:
            raise UsageError(f"--ecosystem {ecosystem}: none of {', '.join(ECOSYSTEMS)}")
    wanted = tuple(ecosystems) or ECOSYSTEMS
    if not given:
        return [*_archives(OSV, wanted), *(AdvisorySource(kind, kind, url, url) for kind, url in FEEDS.items())]
    return _distinct([source for place in given for source in _place(place, wanted)])


def _place(place: str, ecosystems: Sequence[str]) -> Iterator[AdvisorySource]:
    path = Path(place)
    if path.is_dir():
        yield from _folder(path)
    elif path.is_file():
        yield _file(path, str(path.resolve()))
    elif "://" not in place:
        raise UsageError(f"--source {place}: there is no such folder or file")
    elif _is_data(urlsplit(place).path):
        name = Path(urlsplit(checked(place)).path)
        yield replace(_file(name, shown(place)), url=place, files=())
    else:
        yield from _archives(checked(place), ecosystems)
        for kind, url in FEEDS.items():
            yield AdvisorySource(kind, kind, shown(place), _below(place, url.rpartition("/")[2]), is_optional=True)


def _archives(base: str, ecosystems: Sequence[str]) -> list[AdvisorySource]:
    return [
        AdvisorySource(each, Kind.ADVISORIES, shown(base), _below(base, f"{quote(each)}/all.zip"), ecosystem=each)
        for each in ecosystems
    ]


def _below(base: str, path: str) -> str:
    """Return an address below another, whose query (a token, maybe) stays."""
    parts = urlsplit(base)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{path}"))


def _folder(folder: Path) -> Iterator[AdvisorySource]:
    """Yield the archives and feeds of a folder, and its loose records as one source."""
    origin = str(folder.resolve())
    loose: list[Path] = []
    for n, path in enumerate(sorted(folder.rglob("*"))):
        if n > _MOST_FILES:
            raise UsageError(f"--source {folder}: more than {_MOST_FILES:,} files")
        if not _is_data(path.name) or not path.is_file():
            continue
        file = _file(path, origin)
        if file.kind is Kind.ADVISORIES and _bare(path.name).endswith(".json"):
            loose.append(path)
        else:
            yield file
    if loose:
        # JSON beside archives may be anything.
        is_optional = len(loose) < n
        yield AdvisorySource(
            _slug(folder.resolve().name), Kind.ADVISORIES, origin, files=tuple(loose), is_optional=is_optional
        )


def _file(path: Path, origin: str) -> AdvisorySource:
    """Return the source that one file is, by its name."""
    bare = _bare(path.name)
    kind = _kind(bare)
    if kind is not Kind.ADVISORIES:
        return AdvisorySource(kind, kind, origin, files=(path,))
    stem = re.sub(r"\.(json|jsonl|ndjson|zip)$", "", bare)
    # OSV's own layout: <ecosystem>/all.zip.
    name = path.parent.name if stem == "all" and path.parent.name else path.name[: len(stem)]
    ecosystem = next((each for each in ECOSYSTEMS if each.lower() == name.lower()), "")
    return AdvisorySource(ecosystem or _slug(name), kind, origin, files=(path,), ecosystem=ecosystem)


def _kind(bare: str) -> Kind:
    if bare in {"kev.json", "known_exploited_vulnerabilities.json"}:
        return Kind.KEV
    if bare.startswith("epss") and bare.endswith(".csv"):
        return Kind.EPSS
    return Kind.LIFECYCLE if bare in {"eol.json", "aws-lambda.json"} else Kind.ADVISORIES


def _is_data(path: str) -> bool:
    bare = _bare(path.rpartition("/")[2])
    return bare.endswith(RECORD_SUFFIXES) or _kind(bare) is Kind.EPSS


def _bare(name: str) -> str:
    name = name.lower()
    return next((name.removesuffix(end) for end in PACKED_SUFFIXES if name.endswith(end)), name)


def _slug(name: str) -> str:
    """Return a name that is a folder's on any system and none of a feed's."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-")[:80] or "records"
    return f"{slug}-records" if slug.lower() in set(Kind) else slug


def _distinct(sources: Sequence[AdvisorySource]) -> list[AdvisorySource]:
    """Return the sources with a mark on the names that more than one place has; of a feed the last one counts."""
    names = [source.name for source in sources]
    feeds = {source.kind: source for source in sources if source.kind is not Kind.ADVISORIES}
    advisories = [source for source in sources if source.kind is Kind.ADVISORIES]
    return [
        replace(each, name=f"{each.name}-{_mark(each)}") if names.count(each.name) > 1 else each for each in advisories
    ] + list(feeds.values())


def _mark(source: AdvisorySource) -> str:
    return hashlib.sha256(repr((source.origin, source.url, source.files[:1])).encode()).hexdigest()[:8]
