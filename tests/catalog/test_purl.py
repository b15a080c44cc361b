"""Package URLs are written as the reference implementation writes them."""

import pytest
from packageurl import PackageURL

from bartizan.catalog.package import Evidence, Package
from bartizan.catalog.purl import purl

PACKAGES = [
    ("PyPI", "Flask_SQLAlchemy", "3.0", ("pypi", "", "Flask_SQLAlchemy")),
    ("npm", "@aws-sdk/client-s3", "3.1.0", ("npm", "@aws-sdk", "client-s3")),
    ("Maven", "org.apache.logging.log4j:log4j-core", "2.14.1", ("maven", "org.apache.logging.log4j", "log4j-core")),
    ("NuGet", "Newtonsoft.Json", "13.0.1", ("nuget", "", "Newtonsoft.Json")),
    ("Go", "github.com/gin-gonic/gin", "v1.9.0", ("golang", "github.com/gin-gonic", "gin")),
    ("RubyGems", "nokogiri", "1.15.0", ("gem", "", "nokogiri")),
    ("Packagist", "guzzlehttp/guzzle", "7.0.0", ("composer", "guzzlehttp", "guzzle")),
    ("crates.io", "serde", "1.0.0+build.1", ("cargo", "", "serde")),
    ("npm", "left-pad", "", ("npm", "", "left-pad")),
]


@pytest.mark.parametrize(("ecosystem", "name", "version", "parts"), PACKAGES)
def test_it_is_what_the_reference_writes(ecosystem: str, name: str, version: str, parts: tuple[str, str, str]) -> None:
    type_, namespace, bare = parts
    expected = PackageURL(type=type_, namespace=namespace or None, name=bare, version=version or None)
    assert purl(Package(ecosystem, name, version, "a", Evidence.INSTALLED)) == expected.to_string()
