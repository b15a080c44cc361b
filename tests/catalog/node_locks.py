"""Node's lock files and lists of its packages, in every format, for tests."""

# ruff: noqa: E501 - inputs are kept as the one-line texts that they are
import json

MANIFEST = json.dumps({"name": "own", "dependencies": {"a": "^1.0.0", "al": "npm:real@^3"}, "devDependencies": {"dev": "^1.0.0", "typescript": "^4.0.2"}})  # fmt: skip
CLASSIC = """# yarn lockfile v1


"a@^1.0.0", a@~1.0.0:
  version "1.0.0"
  resolved "https://h.test/a.tgz#00"
  dependencies:
    shared "^2.0.0"
  optionalDependencies:
    "@x/mac-darwin-x64" "1.0.0"

"al@npm:real@^3":
  version "3.0.0"

dev@^1.0.0:
  version "1.0.0"
  dependencies:
    only-dev ">=1, <2"
    shared "^2.0.0"

only-dev@>=1, only-dev@^1.0.0:
  version "1.5.0"

shared@^2.0.0:
  version "2.0.0"

typescript@^4.0.2:
  version "4.0.2"

"@x/mac-darwin-x64@1.0.0":
  version "1.0.0"

"own@link:.":
  version "0.0.0"

"lib@file:../lib":
  version "1.0.0"

unknown@^1:
  version "1.0.0"
"""
NEEDED = {("a", "1.0.0"), ("real", "3.0.0"), ("shared", "2.0.0"), ("unknown", "1.0.0")}
ALL = NEEDED | {("dev", "1.0.0"), ("only-dev", "1.5.0"), ("typescript", "4.0.2")}
BERRY = """# made

__metadata:
  version: 8
  cacheKey: 10c0

"a@npm:^1.0.0, a@npm:~1.0.0":
  version: 1.0.0
  resolution: "a@npm:1.0.0"
  dependencies:
    shared: "npm:^2.0.0"
    mac: "npm:1.0.0"
  languageName: node
  linkType: hard

"al@npm:real@^3":
  version: 3.0.0
  resolution: "real@npm:3.0.0"

"dev@npm:^1.0.0":
  version: 1.0.0
  resolution: "dev@npm:1.0.0"
  dependencies:
    only-dev: "npm:^1.0.0"
    shared: "npm:^2.0.0"

? "only-dev@npm:>=1, only-dev@npm:^1.0.0"
:
  version: 1.5.0
  resolution: "only-dev@npm:1.5.0"

"shared@npm:^2.0.0":
  version: 2.0.0
  resolution: "shared@npm:2.0.0"

"typescript@npm:^4.0.2":
  version: 4.0.2
  resolution: "typescript@npm:4.0.2"

"typescript@patch:typescript@npm%3A^4.0.2#optional!builtin<compat/typescript>":
  version: 4.0.2
  resolution: "typescript@patch:typescript@npm%3A4.0.2#optional!builtin<compat/typescript>::version=4.0.2&hash=1"

"mac@npm:1.0.0":
  version: 1.0.0
  resolution: "mac@npm:1.0.0"
  conditions: os=darwin & cpu=x64

"own@workspace:.":
  version: 0.0.0-use.local
  resolution: "own@workspace:."
  dependencies:
    a: "npm:^1.0.0"
    dev: "npm:^1.0.0"
  languageName: unknown
  linkType: soft

"member@workspace:packages/member":
  version: 0.0.0-use.local
  resolution: "member@workspace:packages/member"
  linkType: soft

"mine@portal:../mine::locator=own%40workspace%3A.":
  version: 0.0.0-use.local
  resolution: "mine@portal:../mine::locator=own%40workspace%3A."
  linkType: soft

"lib@file:../lib::locator=own%40workspace%3A.":
  version: 1.0.0
  resolution: "lib@file:../lib#../lib::hash=1&locator=own%40workspace%3A."
  linkType: hard

"unknown@npm:^1":
  version: 1.0.0
  resolution: "unknown@npm:1.0.0"
"""
PNPM_5 = """lockfileVersion: 5.4

specifiers:
  a: ^1.0.0

dependencies:
  a: 1.0.0

packages:

  /@s/b/2.0.0_peer@1.0.0:
    resolution: {integrity: sha512-x}
    dev: false

  /a/1.0.0:
    resolution: {integrity: sha512-x}
    deprecated: |-
      use another:
      packages: x
    dev: false

  registry.h.test/@s/hosted/3.0.0:
    resolution: {integrity: sha512-x}
    dev: false

  /dotted.name/1.2.3:
    resolution: {integrity: sha512-x}
    dev: false

  /dev/1.0.0:
    resolution: {integrity: sha512-x}
    dev: true

  /mac/1.0.0:
    resolution: {integrity: sha512-x}
    cpu: [x64]
    os: [darwin]
    optional: true
    dev: false

  github.com/x/git/0a1b2c:
    resolution: {tarball: https://h.test/x/git/tar.gz/0a1b2c}
    name: git
    version: 4.0.0
    dev: false

  file:../lib:
    resolution: {directory: ../lib, type: directory}
    name: lib
    version: 1.0.0
    dev: false
"""
PNPM_6 = PNPM_5.replace("5.4", "'6.0'").replace("/@s/b/2.0.0_peer@1.0.0", "/@s/b@2.0.0(peer@1.0.0)").replace("/a/1", "/a@1").replace("hosted/3", "hosted@3").replace("name/1", "name@1").replace("/dev/1", "/dev@1").replace("/mac/1", "/mac@1").replace("  github.com/x/git/0a1b2c", "  '@codeload.github.com/x/git/tar.gz/0a1b2c'")  # fmt: skip
PNPM_9 = """lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0
      '@s/b':
        specifier: ^2.0.0
        version: 2.0.0(peer@1.0.0)
      git:
        specifier: github:x/git
        version: https://h.test/x/git/tar.gz/0a1b2c
      member:
        specifier: workspace:*
        version: link:packages/member
    devDependencies:
      dev:
        specifier: ^1.0.0
        version: 1.0.0(peer@1.0.0)

  packages/member:
    dependencies:
      alias:
        specifier: npm:real@3
        version: real@3.0.0
    optionalDependencies:
      mac:
        specifier: 1.0.0
        version: 1.0.0

packages:

  '@s/b@2.0.0':
    resolution: {integrity: sha512-x}
    peerDependencies:
      peer: '*'

  a@1.0.0:
    resolution: {integrity: sha512-x}

  dev@1.0.0:
    resolution: {integrity: sha512-x}

  git@https://h.test/x/git/tar.gz/0a1b2c:
    resolution: {tarball: https://h.test/x/git/tar.gz/0a1b2c}
    version: 4.0.0

  lib@file:../lib:
    resolution: {directory: ../lib, type: directory}

  mac@1.0.0:
    resolution: {integrity: sha512-x}
    cpu: [x64]
    os:
      - darwin
      - win32

  only-dev@1.0.0:
    resolution: {integrity: sha512-x}

  peer@1.0.0:
    resolution: {integrity: sha512-x}

  real@3.0.0:
    resolution: {integrity: sha512-x}

snapshots:

  '@s/b@2.0.0(peer@1.0.0)':
    dependencies:
      peer: 1.0.0

  a@1.0.0: {}

  dev@1.0.0(peer@1.0.0):
    dependencies:
      only-dev: 1.0.0
      peer: 1.0.0

  git@https://h.test/x/git/tar.gz/0a1b2c: {}

  lib@file:../lib: {}

  mac@1.0.0:
    optional: true

  only-dev@1.0.0: {}

  peer@1.0.0: {}

  real@3.0.0: {}
"""
ENVIRONMENT = "---\nlockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    packageManagerDependencies:\n      pnpm:\n        specifier: 12.0.0\n        version: 12.0.0\n\npackages:\n\n  pnpm@12.0.0:\n    resolution: {integrity: sha512-x}\n\nsnapshots:\n\n  pnpm@12.0.0: {}\n\n---\n"
BUN = """{
  // made by bun
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "own", "dependencies": { "a": "^1.0.0", "git": "github:x/git" }, "devDependencies": { "dev": "^1.0.0" }, },
    "packages/member": { "name": "@own/member", "dependencies": { "alias": "npm:real@3", }, },
  },
  "packages": {
    "@own/member": ["@own/member@workspace:packages/member"],
    "@own/member/a": ["a@2.0.0", "", {}, "sha512-x"],
    "a": ["a@1.0.0", "", { "dependencies": { "shared": "^2.0.0" }, "optionalDependencies": { "mac": "1.0.0" } }, "sha512-x//,]"],
    "alias": ["real@3.0.0", "", {}, "sha512-x"],
    "dev": ["dev@1.0.0", "", { "dependencies": { "shared": "^3.0.0" } }, "sha512-x"],
    "dev/shared": ["shared@3.0.0", "", {}, "sha512-x"],
    "git": ["git@github:x/git#0a1b2c", {}, "x-git-0a1b2c"],
    "lib": ["lib@file:../lib", {}],
    "mac": ["mac@1.0.0", "", { "os": "darwin", "cpu": ["x64", "arm64"] }, "sha512-x"],
    "shared": ["shared@2.0.0", "", {}, "sha512-x"],
    "tagged": ["tagged@git+https://h.test/x.git#v5.0.0", {}, "x"],
  },
}
"""
