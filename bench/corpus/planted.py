"""Code as customers write it, with secrets planted in it, and with what only looks like one; all made at run time."""

import base64
import hashlib
import hmac
import json
import random
import string
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

_CHANCE = random.Random(11)
_WORD = string.ascii_letters + string.digits
_BASE64 = _WORD + "+/"
_HEX = "0123456789abcdef"
_BASE32 = string.ascii_uppercase + "234567"

Truth = dict[tuple[str, int], str]
"""The kind of secret in a line of a file."""


def drawn(length: int, alphabet: str = _WORD) -> str:
    """Return random characters."""
    return "".join(_CHANCE.choice(alphabet) for _ in range(length))


def _encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()


def _token(payload: Mapping[str, object], key: str) -> str:
    body = f"{_encoded({'alg': 'HS256', 'typ': 'JWT'})}.{_encoded(payload)}"
    signature = hmac.digest(key.encode(), body.encode(), hashlib.sha256)
    return body + "." + base64.urlsafe_b64encode(signature).rstrip(b"=").decode()


def _pem() -> str:
    key = generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _azure(before: int, mark: str, after: int = 5, end: str = "=", alphabet: str = _BASE64) -> str:
    """Return a key of an Azure service: its mark stands at a fixed place."""
    return drawn(before, alphabet) + mark + "B" + drawn(after, alphabet) + end


def _key64() -> str:
    return base64.b64encode(_CHANCE.randbytes(64)).decode()


def _of_clouds() -> Iterator[tuple[str, str, str]]:
    """Yield kind, the name it is given and the value."""
    yield "aws_access_key", "aws_access_key_id", "AK" + "IA" + drawn(16, _BASE32)
    yield "aws_secret_key", "aws_secret_access_key", drawn(40, _BASE64)
    account = f"AccountName=shop{drawn(6, string.digits)}"
    storage = f"DefaultEndpointsProtocol=https;{account};AccountKey={_key64()};EndpointSuffix=core.windows.net"
    yield "azure_storage_key", "STORAGE_CONNECTION", storage
    cosmos = f"AccountEndpoint=https://shop.documents.azure.com:443/;AccountKey={_key64()};"
    yield "azure_cosmos_key", "COSMOS_CONNECTION", cosmos
    bus = "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=RootManage;"
    yield "azure_shared_access_key", "BUS_CONNECTION", f"{bus}SharedAccessKey={drawn(43, _BASE64)}="
    yield "azure_client_secret", "AZURE_CLIENT_SECRET", drawn(3) + "8" + "Q~" + drawn(34)
    yield "azure_function_url", "ORDER_URL", f"https://shop.azurewebsites.net/api/order?code={drawn(54)}=="
    blob = "https://shop.blob.core.windows.net/c/app.zip?sv=2024-11-04&se=2030-01-01T00%3A00%3A00Z&sr=b&sp=r"
    yield "sas_signature", "PACKAGE_URL", f"{blob}&sig={drawn(43)}%3D"
    yield "azure_function_key", "FUNCTION_KEY", drawn(44) + "Az" + "Fu" + drawn(5) + "Q=="
    yield "azure_search_key", "SEARCH_KEY", _azure(42, "Az" + "Se", end="", alphabet=_WORD)
    yield "azure_redis_key", "REDIS_KEY", _azure(33, "Az" + "Ca")
    yield "azure_event_hub_key", "HUB_KEY", _azure(33, "+A" + "Eh")
    yield "azure_registry_key", "REGISTRY_PASSWORD", _azure(42, "+A" + "CR", end="")
    yield "azure_annotated_key", "OPENAI_KEY", drawn(52) + "JQ" + "QJ99B" + "K" + drawn(16) + "A" + drawn(7)


def _of_services() -> Iterator[tuple[str, str, str]]:
    """Yield those of others than the clouds, as above."""
    yield "github_token", "GITHUB_TOKEN", "gh" + "p_" + drawn(36)
    yield "github_fine_token", "GITHUB_TOKEN", "github" + "_pat_" + drawn(22) + "_" + drawn(59)
    yield "gitlab_token", "GITLAB_TOKEN", "gl" + "pat-" + drawn(20)
    yield (
        "slack_token",
        "SLACK_TOKEN",
        "xo" + "xb-" + "-".join((drawn(12, "123456789"), drawn(12, "123456789"), drawn(24))),
    )
    hook = f"https://hooks.slack.com/services/T{drawn(10, _BASE32)}/B{drawn(10, _BASE32)}/{drawn(24)}"
    yield "slack_webhook", "ALERT_HOOK", hook
    yield "stripe_key", "STRIPE_KEY", "sk" + "_live_" + drawn(24)
    yield "google_api_key", "MAPS_KEY", "AI" + "zaSy" + drawn(33)
    yield "openai_key", "OPENAI_API_KEY", "sk" + "-proj-" + drawn(74) + "T3Blbk" + "FJ" + drawn(74)
    yield "anthropic_key", "ANTHROPIC_API_KEY", "sk" + "-ant-api03-" + drawn(93) + "AA"
    yield "sendgrid_key", "SENDGRID_KEY", "S" + "G." + drawn(22) + "." + drawn(43)
    yield "npm_token", "NPM_TOKEN", "np" + "m_" + drawn(36)
    yield "pypi_token", "PYPI_TOKEN", "pypi" + "-AgEIcHlwaS5vcmc" + drawn(150)
    yield "vault_token", "VAULT_TOKEN", "hv" + "s.CAES" + drawn(90)
    yield "databricks_token", "DATABRICKS_TOKEN", "da" + "pi" + drawn(32, _HEX)
    yield "jwt", "SERVICE_TOKEN", _token({"sub": "svc-orders", "aud": "shop", "iat": 1760000000}, drawn(32))
    yield "digitalocean_token", "DO_TOKEN", "do" + "p_v1_" + drawn(64, _HEX)
    yield "huggingface_token", "HF_TOKEN", "h" + "f_" + drawn(34, string.ascii_letters)
    yield "shopify_token", "SHOPIFY_TOKEN", "shp" + "at_" + drawn(32, _HEX)
    yield "docker_token", "DOCKER_TOKEN", "dckr" + "_pat_" + drawn(27)
    yield "grafana_token", "GRAFANA_TOKEN", "gl" + "sa_" + drawn(32) + "_" + drawn(8, _HEX)
    yield "newrelic_key", "NEW_RELIC_KEY", "NR" + "AK-" + drawn(27, string.ascii_uppercase + string.digits)
    yield "linear_key", "LINEAR_KEY", "lin" + "_api_" + drawn(40)
    yield "postman_key", "POSTMAN_KEY", "PM" + "AK-" + drawn(24, _HEX) + "-" + drawn(34, _HEX)
    yield "google_client_secret", "OAUTH_SECRET", "GO" + "CSPX-" + drawn(28)
    yield "private_key", "SIGNING_KEY", _pem().replace("\n", "\\n")
    # These have no shape of their own: only their names and their looks tell.
    yield "named_password", "DB_PASSWORD", "Tr0ub" + drawn(9) + "!3"
    yield "named_key", "DATADOG_API_KEY", drawn(32, _HEX)


_HOLDERS = {
    "handler.py": "import boto3\n\n{name} = '{value}'\n\n\ndef handler(event, context):\n    return {name}\n",
    "index.mjs": "import s3 from 's3';\n\nconst {name} = \"{value}\";\nexport const handler = () => s3({name});\n",
    "settings.json": '{{\n  "region": "eu-west-1",\n  "{name}": "{value}",\n  "retries": 3\n}}\n',
    "main.tf": 'resource "aws_lambda_function" "orders" {{\n  environment {{\n    {name} = "{value}"\n  }}\n}}\n',
    "values.yaml": "service:\n  replicas: 2\n  {name}: \"{value}\"\n  port: 8080\n",
    "prod.env": "LOG_LEVEL=info\nTABLE=orders\n{name}={value}\nREGION=eu-west-1\n",
}  # fmt: skip


def plant(root: Path) -> Truth:
    """Write own code with one secret a file, and return where they are."""
    truth: Truth = {}
    for holder, text in _HOLDERS.items():
        texts: dict[str, str] = {}
        for number, (kind, name, value) in enumerate((*_of_clouds(), *_of_services())):
            # The two parts of an AWS key stand in one file: some scanners want both.
            path = f"own/service{max(number, 1)}/{holder}"
            before = texts.get(path, "")
            texts[path] = before + text.format(name=name, value=value)
            truth[path, before.count("\n") + 3] = kind
        for path, whole in texts.items():
            _write(root / path, whole)
    _write(root / "own/signing/key.pem", _pem())
    truth["own/signing/key.pem", 1] = "private_key"
    return truth


def lay(root: Path) -> None:
    """Write own code that holds no secret and much that looks like one."""
    for number in range(6):
        for name, text in _traps():
            _write(root / f"traps/{number}/{name}", text)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _hash(size: int = 64) -> str:
    return drawn(size, _HEX)


def _sri() -> str:
    return "sha512-" + _key64()


def _traps() -> Iterator[tuple[str, str]]:
    yield "names.py", _names()
    yield "placeholders.env", _placeholders()
    yield "parse.js", _parser()
    yield "template.yaml", _template()
    yield (
        "App.deps.json",
        json.dumps({"libraries": {f"A.B{n}/1.{n}.0": {"sha512": _sri()} for n in range(40)}}, indent=1),
    )
    yield "package-lock.json", json.dumps({"packages": {f"p{n}": {"integrity": _sri()} for n in range(40)}}, indent=1)
    yield "poetry.lock", "\n".join(f'{{file = "p{n}.whl", hash = "sha256:{_hash()}"}},' for n in range(40))
    yield "requirements.txt", "\n".join(f"p{n}==1.0 --hash=sha256:{_hash()}" for n in range(40))
    yield "images.yaml", "\n".join(f"- repo/app@sha256:{_hash()}\n- commit: {_hash(40)}" for _ in range(20))
    yield "payload.json", json.dumps({"image": base64.b64encode(_CHANCE.randbytes(30_000)).decode(), "etag": _hash(32)})
    yield "public.pem", _public()
    yield (
        "app.min.js",
        "".join(f'var {drawn(2)}=function({drawn(1)}){{return {drawn(3)}["{drawn(20)}"]}};' for _ in range(900)),
    )


def _names() -> str:
    ids = "\n".join(
        f'TENANT_{n} = CLIENT_SECRET_ID_{n} = "{uuid.UUID(int=_CHANCE.getrandbits(128))}"' for n in range(9)
    )
    return (
        "import os\n"
        'SECRET_NAME = "prod/shop/Db-Password-2"\nAPI_KEY_PARAMETER = "/shop/prod/api-key"\n'
        'password = os.environ["DB_PASSWORD"]\ntoken = event["headers"]["Authorization"]\n'
        'SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf"\n'
        'aws_secret_access_key = get_parameter("/shop/prod/aws/secret-access-key", decrypt=True)\n'
        'PASSWORD_FIELD = "new_password_confirmation"\nTOKEN_URL = "https://login.example.org/oauth2/token"\n'
        f'KMS_KEY = "arn:aws:kms:eu-west-1:111122223333:key/{uuid.UUID(int=_CHANCE.getrandbits(128))}"\n{ids}\n'
    )


def _placeholders() -> str:
    documented = _token({"sub": "1234567890", "name": "John Doe", "iat": 1516239022}, "your-256-bit-secret")
    return (
        f"AWS_ACCESS_KEY_ID=AK{'IA'}IOSFODNN7{'EXAMPLE'}\nAWS_SECRET_ACCESS_KEY={drawn(30)}{'EXAMPLE'}KEY\n"
        f"GITHUB_TOKEN=gh{'p_'}{'x' * 36}\nSTRIPE_KEY=sk{'_test_'}{'X' * 24}\nSLACK_TOKEN=xo{'xb'}-your-token-here\n"
        "DB_PASSWORD=changeme\nAPI_KEY=<your api key>\nTOKEN=${TOKEN}\nPASSWORD={{ vault_password }}\n"
        f"STORAGE=AccountName={'devstore'}account1;AccountKey={_key64()}\nDATABASE_URL=postgres://user:password@localhost/app\n"
        f"SAMPLE_JWT={documented}\n"
    )


def _parser() -> str:
    begin = "-----BEGIN " + "RSA PRIVATE KEY-----"
    return (
        f"if (text.startsWith('{begin}')) return decode(text);\n"
        f"const pem = `{begin}\\n${{body}}\\n-----END RSA`;\nconst url = `${{base}}/api?code=${{code}}&sig=${{sig}}`;\n"
        "const ok = /^gh[pousr]_[A-Za-z0-9]{36}$/.test(token) || token.startsWith('xoxb-');\n"
        f"const etag = '{_hash(32)}'; const sum = '{_sri()}';\n"
    )


def _template() -> str:
    return (
        "Resources:\n  Db:\n    Properties:\n"
        "      MasterUserPassword: '{{resolve:secretsmanager:shop/db:SecretString:password}}'\n"
        "      ApiKey: !Ref ApiKeyParameter\n      Token: !Sub '${Stack}-token'\n"
        "      Connection: '@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/db/)'\n"
        f"      CodeSha256: {base64.b64encode(_CHANCE.randbytes(32)).decode()}\n      VersionId: {_hash(32)}\n"
    )


def _public() -> str:
    key = generate_private_key(65537, 2048).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
