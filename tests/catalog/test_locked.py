"""Lock files of Ruby, PHP, Rust and Go: own code, development and other platforms; gems whose names have digits."""

import json

import pytest

from tests.catalog.programs import go_program
from tests.catalog.reading import found

Files = dict[str, bytes | str]


def named(files: Files) -> set[tuple[str, str]]:
    return {(name, version) for name, version, _ in found(files)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("http-2-0.11.0", ("http-2", "0.11.0")),
        ("rfc-822-0.4.1", ("rfc-822", "0.4.1")),
        ("net-http2-0.18.5", ("net-http2", "0.18.5")),
        ("sha3-1.0.5", ("sha3", "1.0.5")),
        ("oauth-1-0.1.0.pre.1", ("oauth-1", "0.1.0.pre.1")),
        ("nokogiri-1.16.2-x86_64-linux", ("nokogiri", "1.16.2")),
        ("nokogiri-1.16.2-x86_64-linux-gnu", ("nokogiri", "1.16.2")),
        ("google-protobuf-3.25.1-arm64-darwin-22", ("google-protobuf", "3.25.1")),
        ("http-2-0.11.0-java", ("http-2", "0.11.0")),
        ("ffi-1.15.5-x64-mingw32", ("ffi", "1.15.5")),
        ("wdm-0.1.1-x86-mswin32-60", ("wdm", "0.1.1")),
        ("jruby-openssl-0.14.2-java", ("jruby-openssl", "0.14.2")),
        ("java-1.0", ("java", "1.0")),
        ("base64-0.2.0", ("base64", "0.2.0")),
    ],
)
def test_gems_by_the_names_of_their_specifications(name: str, expected: tuple[str, str]) -> None:
    for folder in ("vendor/bundle/ruby/3.2.0/specifications", "ruby/gems/3.3.0/specifications/default"):
        assert found({f"{folder}/{name}.gemspec": ""}) == {(*expected, "installed")}


def test_a_gem_from_git_and_lock_files_in_gems() -> None:
    bundle = "vendor/bundle/ruby/3.2.0"
    files: Files = {
        f"{bundle}/bundler/gems/rack-0a1b2c3d4e5f/rack.gemspec": "",
        f"{bundle}/gems/http-2-0.11.0/Gemfile.lock": GEMS,
        f"{bundle}/gems/http-2-0.11.0/http-2.gemspec": "",
        f"{bundle}/gems/http-2-0.11.0/spec/fixtures/specifications/fake-1.0.gemspec": "",
        f"{bundle}/specifications/http-2-0.11.0.gemspec": "",
    }
    assert named(files) == {("rack", ""), ("http-2", "0.11.0")}


GEMS = """GIT
  remote: https://h.test/x/forked.git
  revision: 0a1b2c
  specs:
    forked (4.0.0)
      shared (>= 1)

PATH
  remote: engines/own
  specs:
    own (0.1.0)
      of-own

GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.16.2-x86_64-darwin)
    nokogiri (1.16.2-x86_64-linux)
      racc (~> 1.4)
    of-own (1.0.0)
    racc (1.7.3)
    rspec (3.12.0)
      rspec-core (~> 3.12.0)
      shared
    rspec-core (3.12.2)
    rubocop (1.0.0)
    shared (1.0.0)
    tzinfo-data (1.2023.3)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  forked!
  nokogiri
  own!
  rspec
  rubocop
  tzinfo-data

BUNDLED WITH
   2.4.10
"""
NEEDED = {("forked", "4.0.0"), ("nokogiri", "1.16.2"), ("of-own", "1.0.0"), ("racc", "1.7.3"), ("shared", "1.0.0")}
OTHERS = {("rspec", "3.12.0"), ("rspec-core", "3.12.2"), ("rubocop", "1.0.0"), ("tzinfo-data", "1.2023.3")}
GEMFILE = """source "https://rubygems.org"
gem "nokogiri"
gem "forked", git: "https://h.test/x/forked.git"
gem "own", path: "engines/own"
if ENV["X"]
  gem "racc"
end
group :development, :test do
  source "https://h.test" do
    gem "rspec"
  end
end
gem 'rubocop', group: [:development, :lint], require: false
gem "tzinfo-data", platforms: %i[ mingw mswin x64_mingw jruby ]
"""


def test_bundler_with_and_without_the_gemfile() -> None:
    assert named({"Gemfile.lock": GEMS}) == NEEDED | OTHERS
    assert named({"api/Gemfile.lock": GEMS, "api/Gemfile": GEMFILE}) == NEEDED
    everywhere = GEMFILE + 'gem "rspec"\n'
    assert named({"Gemfile.lock": GEMS, "Gemfile": everywhere}) == NEEDED | {
        ("rspec", "3.12.0"),
        ("rspec-core", "3.12.2"),
    }
    assert named({"gems.locked": GEMS, "gems.rb": GEMFILE.replace(":development, :test", ":production")}) == NEEDED | {
        ("rspec", "3.12.0"),
        ("rspec-core", "3.12.2"),
    }


def test_composers_own_packages_are_the_customers() -> None:
    packages = [
        {"name": "monolog/monolog", "version": "v2.1.0", "dist": {"type": "zip"}},
        {"name": "own/lib", "version": "dev-main", "dist": {"type": "path", "url": "../lib"}},
        {"name": "forked/lib", "version": "dev-main", "source": {"type": "git", "reference": "0a1b2c"}},
    ]
    wanted = {("monolog/monolog", "2.1.0"), ("forked/lib", "dev-main")}
    lock = json.dumps({"packages": packages, "packages-dev": [{"name": "a/dev", "version": "1.0"}]})
    assert named({"composer.lock": lock}) == wanted
    installed: Files = {"vendor/composer/installed.json": json.dumps({"packages": packages, "dev": False})}
    assert named(installed) == wanted
    assert (
        named({**installed, "composer.lock": lock.replace("2.1.0", "9.9.9"), "vendor/a/b/composer.lock": lock})
        == wanted
    )


def test_crates_of_registries_and_git() -> None:
    text = "".join(
        f'[[package]]\nname = "{name}"\nversion = "1.0.0"\n{source}\n'
        for name, source in [
            ("serde", 'source = "registry+https://github.com/rust-lang/crates.io-index"'),
            ("sparse", 'source = "sparse+https://h.test/index/"'),
            ("forked", 'source = "git+https://h.test/x?rev=0a#0a1b2c"'),
            ("own", 'dependencies = ["serde"]'),
        ]
    )
    assert {name for name, _ in named({"backend/src/Cargo.lock": text})} == {"serde", "sparse", "forked"}
    assert named({"vendor/serde/.cargo-checksum.json": "{}", "vendor/serde/Cargo.lock": text}) == set()


GO_MOD = """module example.org/own

go 1.22

require (
\tgolang.org/x/net v0.10.0
\tgithub.com/a/b v1.0.0 // indirect
\tgithub.com/c/d v1.5.0+incompatible
\texample.org/lib v0.0.0-00010101000000-000000000000
)

require github.com/e/f v1.1.1

replace example.org/lib => ../lib

replace (
\tgithub.com/a/b v1.0.0 => github.com/g/h v2.0.0
\tgithub.com/e/f v9.9.9 => ./f
)

exclude github.com/c/d v1.4.0
"""


def test_modules_of_go_where_no_program_tells_them() -> None:
    wanted = {
        ("golang.org/x/net", "0.10.0"),
        ("github.com/g/h", "2.0.0"),
        ("github.com/c/d", "1.5.0+incompatible"),
        ("github.com/e/f", "1.1.1"),
    }
    assert named({"go.mod": GO_MOD, "main.go": "package main"}) == wanted
    assert named({"vendor/modules.txt": "", "vendor/x.org/y/go.mod": GO_MOD}) == set()
    program = go_program("go1.22.1", "path\texample.org/own\ndep\tgolang.org/x/net\tv0.11.0\th1:x\n")
    assert named({"go.mod": GO_MOD, "bootstrap": program}) == {("stdlib", "1.22.1"), ("golang.org/x/net", "0.11.0")}
