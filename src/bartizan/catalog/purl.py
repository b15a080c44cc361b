"""Package URLs.

Source: https://github.com/package-url/purl-spec
"""

from urllib.parse import quote

from bartizan.catalog.package import Package

_TYPES = {
    "PyPI": "pypi",
    "npm": "npm",
    "Maven": "maven",
    "NuGet": "nuget",
    "Go": "golang",
    "RubyGems": "gem",
    "Packagist": "composer",
    "crates.io": "cargo",
}


def purl(package: Package) -> str:
    """Return the package's URL, without a version where that is not known."""
    separator = ":" if package.ecosystem == "Maven" else "/"
    parts = [part for part in package.name.split(separator) if part]
    if package.ecosystem in {"PyPI", "Packagist", "Go"}:
        parts = [part.lower().replace("_", "-") if package.ecosystem == "PyPI" else part.lower() for part in parts]
    name = "/".join(_quoted(part) for part in parts)
    version = f"@{_quoted(package.version)}" if package.version else ""
    return f"pkg:{_TYPES.get(package.ecosystem, 'generic')}/{name}{version}"


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "backslashreplace"), safe=":")
