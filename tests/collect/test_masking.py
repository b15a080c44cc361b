"""Masking keeps the kind of a secret, never its value, and lets ordinary settings pass.

Every secret below is put together at run time, so that no file holds anything that looks like one.
"""

import base64
import random
import string

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bartizan.collect.shared.masking import mask, secret_kind

CHANCE = random.Random(20)
ALPHANUMERIC = string.ascii_letters + string.digits


def drawn(length: int, alphabet: str = ALPHANUMERIC) -> str:
    """Return random characters that hold at least one digit, as a generated key nearly always does."""
    return "".join(CHANCE.choice(alphabet) for _ in range(length - 1)) + "7"


def key64() -> str:
    return base64.b64encode(CHANCE.randbytes(64)).decode()


def pem(kind: str) -> str:
    return "-" * 5 + f"BEGIN {kind}" + "-" * 5 + "\n" + drawn(64) + "\n"


SECRETS = [
    ("KEY_ID", "AKI" + "A" + drawn(16, string.ascii_uppercase), "aws_access_key"),
    ("AWS_SECRET_ACCESS_KEY", drawn(40), "keyword_entropy"),
    ("STORAGE", f"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={key64()}", "azure_storage_key"),
    ("COSMOS", f"AccountEndpoint=https://shop.documents.azure.com:443/;AccountKey={key64()}", "azure_cosmos_key"),
    ("BUS", f"Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKey={drawn(43)}=", "azure_shared_access_key"),
    ("CLIENT", drawn(3) + "8Q" + "~" + drawn(34), "azure_client_secret"),
    (
        "PACKAGE",
        f"https://shop.blob.core.windows.net/c/app.zip?sv=2024&se=2030-01-01T00%3A00%3A00Z&sig={drawn(43)}%3D",
        "sas_signature",
    ),
    ("HOOK", f"https://shop.azurewebsites.net/api/order?code={drawn(54)}==", "azure_function_key"),
    ("ANY", drawn(44) + "Az" + "Fu" + drawn(5) + "Q==", "azure_function_key"),
    ("ANY", drawn(76) + "AC" + "Db" + drawn(5) + "g==", "azure_cosmos_key"),
    ("ANY", drawn(76) + "+A" + "Ba" + drawn(5) + "A==", "azure_batch_key"),
    ("ANY", drawn(76) + "AP" + "IM" + drawn(5) + "w==", "azure_api_management_key"),
    ("ANY", drawn(33) + "+A" + "Eh" + "C" + drawn(5) + "=", "azure_shared_access_key"),
    ("ANY", drawn(33) + "AI" + "oT" + "P" + drawn(5) + "=", "azure_shared_access_key"),
    ("ANY", drawn(33) + "Az" + "Ca" + "A" + drawn(5) + "=", "azure_redis_key"),
    ("ANY", drawn(42) + "+A" + "CR" + "D" + drawn(5), "azure_registry_key"),
    ("ANY", drawn(42) + "Az" + "Se" + "B" + drawn(5), "azure_search_key"),
    ("ANY", drawn(52) + "JQ" + "QJ99B" + "K" + drawn(16) + "A" + drawn(7), "azure_service_key"),
    ("ANY", f"aws_secret_access_key = {drawn(20, string.ascii_uppercase)}{drawn(20)}", "aws_secret_key"),
    ("ANY", "gh" + "p_" + drawn(36), "github_token"),
    ("ANY", "github_" + "pat_" + drawn(82), "github_token"),
    ("ANY", "glp" + "at-" + drawn(20), "gitlab_token"),
    ("ANY", "xo" + "xb-" + drawn(12, string.digits) + "-" + drawn(24), "slack_token"),
    ("ANY", "https://hooks.slack" + f".com/services/T{drawn(9)}/B{drawn(9)}/{drawn(24)}", "slack_webhook"),
    ("ANY", "xa" + "pp-1-A" + drawn(10, "BC") + "-" + drawn(13, "123") + "-" + drawn(64, "abc1"), "slack_token"),
    ("ANY", "gl" + "rt-" + drawn(20), "gitlab_token"),
    ("ANY", "GO" + "CSPX-" + drawn(28), "google_client_secret"),
    ("ANY", "oy" + "2" + drawn(43, "abcdefgh234567"), "nuget_key"),
    ("ANY", "dckr" + "_pat_" + drawn(27), "docker_token"),
    ("ANY", "do" + "p_v1_" + drawn(64, "abcdef0123"), "digitalocean_token"),
    ("ANY", "h" + "f_" + drawn(33, string.ascii_letters)[:-1] + "Ab", "huggingface_token"),
    ("ANY", "shp" + "at_" + drawn(32, "abcdef0123"), "shopify_token"),
    ("ANY", "gl" + "sa_" + drawn(32) + "_" + drawn(8, "abcdef0123"), "grafana_token"),
    ("ANY", "NR" + "AK-" + drawn(27, string.ascii_uppercase), "newrelic_key"),
    ("ANY", "lin" + "_api_" + drawn(40), "linear_key"),
    ("ANY", "PM" + "AK-" + drawn(24, "abcdef0123") + "-" + drawn(34, "abcdef0123"), "postman_key"),
    ("ANY", "ATA" + "TT3" + drawn(186), "atlassian_token"),
    ("ANY", drawn(14) + ".atlas" + "v1." + drawn(67), "terraform_token"),
    ("ANY", "dt0" + "c01." + ".".join(drawn(size, string.ascii_uppercase) for size in (24, 64)), "dynatrace_token"),
    ("ANY", "dp" + ".pt." + drawn(43), "doppler_token"),
    ("ANY", "pul" + "-" + drawn(40, "abcdef0123"), "pulumi_token"),
    ("ANY", "pscale" + "_tkn_" + drawn(43), "planetscale_token"),
    ("ANY", "sk_" + "live_" + drawn(24), "stripe_key"),
    ("ANY", "AI" + "za" + drawn(35), "google_api_key"),
    ("ANY", pem("RSA PRIVATE KEY"), "private_key"),
    ("ANY", base64.b64encode(pem("PRIVATE KEY").encode()).decode(), "private_key"),
    ("ANY", ".".join(("eyJ" + drawn(30), "eyJ" + drawn(60), drawn(43))), "jwt"),
    ("DB", f"Server=tcp:db.example.net,1433;User ID=app;Password={drawn(12)};", "connection_string_password"),
    ("JDBC", f"jdbc:postgresql://db.internal/app?user=app&password={drawn(12)}", "connection_string_password"),
    ("DATABASE_URL", f"postgres://app:{drawn(12)}@db.internal:5432/app", "url_password"),
    ("REDIS", f"rediss://:{drawn(24)}@cache.internal:6379", "url_password"),
    ("DB_PASSWORD", "Tr0ub" + "4dor&3x", "keyword_entropy"),
    ("DATADOG_API_KEY", drawn(32, "0123456789abcdef"), "keyword_entropy"),
    ("webhookToken", drawn(24), "keyword_entropy"),
    ("CONFIG", orjson.dumps({"user": "app", "password": drawn(20)}).decode(), "keyword_entropy"),
]

HARMLESS = [
    ("DB_PASSWORD", "", "empty"),
    ("DB_PASSWORD", "/shop/prod/db/password", "reference"),
    ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf", "reference"),
    ("DB_PASSWORD", "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/db", "reference"),
    ("DB_PASSWORD", "{{resolve:secretsmanager:shop/db:SecretString:password}}", "reference"),
    ("DB_PASSWORD", "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/db/)", "reference"),
    ("DB_PASSWORD", "changeme-please-1A!", "text"),
    ("DB_PASSWORD", "${DB_PASSWORD}", "text"),
    ("SECRET_NAME", "prod/shop/Db-Password-2", "text"),
    ("TOKEN_TTL_SECONDS", "86400", "number"),
    ("USE_TOKEN", "true", "boolean"),
    ("API_KEY_PARAMETER", "shopApiKey2026Production", "text"),
    ("CLIENT_SECRET_ID", "0f8fad5b-d9cb-469f-a165-70867728950e", "text"),
    ("API_TOKEN", "0f8fad5b-d9cb-469f-a165-70867728950e", "text"),
    ("PACKAGE_SECRET", "sha512-" + "Zm9v" * 21, "text"),
    ("TOKEN_URL", "https://login.example.org/oauth2/token", "url"),
    ("TABLE", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders", "arn"),
    ("IMAGE_DIGEST", drawn(64, "0123456789abcdef"), "text"),
    ("BUILD", drawn(40), "text"),
    ("HANDLER_PATH", "/opt/app/index.handler", "text"),
    ("AzureWebJobsStorage", "UseDevelopmentStorage=true", "text"),
    ("MOCK", f"AccountName=devstoreaccount1;AccountKey={key64()};x=1", "text"),
    ("KEY", "AKI" + "A" + drawn(9, string.ascii_uppercase) + "EXAMPLE", "text"),
    ("ANY", "-----BEGIN RSA " + "PRIVATE KEY-----", "text"),
    ("ANY", "aws_secret_access_key = " + "loadTheSecretAccessKeyOfThisAwsAccount12", "text"),
    ("PICTURE", drawn(76) + "AC" + "Db" + drawn(90), "text"),
    ("SIGNING_ALGORITHM_KEY", "RSASSA_PKCS1_V1_5_SHA_256", "text"),
]


@pytest.mark.parametrize(("name", "value", "kind"), SECRETS, ids=[f"{s[2]}-{i}" for i, s in enumerate(SECRETS)])
def test_secret_is_told_by_kind_and_its_value_is_gone(name: str, value: str, kind: str) -> None:
    masked = mask({name: value}, keep=frozenset({name}))[name]
    assert masked["secret"] == kind
    assert "value" not in masked
    text = str(masked)
    assert not any(value[at : at + 8] in text for at in range(len(value) - 8) if _is_random(value[at : at + 8]))


def _is_random(part: str) -> bool:
    """Tell whether a slice holds nothing but letters and digits of both sorts: part of the secret, not of the frame."""
    return part.isalnum() and any(map(str.isdigit, part)) and any(map(str.isupper, part))


@pytest.mark.parametrize(("name", "value", "form"), HARMLESS, ids=[f"{h[0]}-{i}" for i, h in enumerate(HARMLESS)])
def test_ordinary_setting_is_no_secret(name: str, value: str, form: str) -> None:
    assert {key: mask({name: value})[name][key] for key in ("form", "secret")} == {"form": form, "secret": None}


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://api.shop.org/v1/orders?token=abc#part", "https://api.shop.org/v1/orders"),
        ("postgres://app:p/a?s#s@db.internal:5432/app", "postgres://db.internal:5432/app"),
        ("mongodb://u:p@h1:27017,h2:27017/shop", "mongodb://h1:27017,h2:27017/shop"),
        ("https://shop.org/mail?to=a@b.org", "https://shop.org/mail"),
        ("https://shop.org/hook/" + drawn(40), "https://shop.org/hook/…"),
        ("weird://u:p@@@", "weird://"),
    ],
)
def test_url_keeps_scheme_host_and_path_only(value: str, address: str) -> None:
    assert mask({"ANY": value})["ANY"]["url"] == address


def test_signature_shows_when_it_expires() -> None:
    token = f"https://shop.blob.core.windows.net/c?se=2030-01-01T00%3A00%3A00Z&sig={drawn(43)}"
    assert mask({"ANY": token})["ANY"]["expires"] == "2030-01-01T00:00:00Z"


def test_kept_setting_shows_its_value_when_it_is_short_and_harmless() -> None:
    keep = frozenset({"RUNTIME", "PACKAGE", "LONG"})
    masked = mask({"RUNTIME": "~4", "OTHER": "~4", "PACKAGE": "https://a.org/b.zip", "LONG": "x " * 51}, keep)
    assert masked["RUNTIME"] == {"form": "text", "secret": None, "value": "~4"}
    assert not any("value" in masked[name] for name in ("OTHER", "PACKAGE", "LONG"))


def test_values_that_are_not_text_have_a_form_too() -> None:
    forms = {name: item["form"] for name, item in mask({"A": None, "B": True, "C": 12, "D": 1.5}).items()}
    assert forms == {"A": "empty", "B": "boolean", "C": "number", "D": "number"}


@given(st.text(max_size=40), st.text(max_size=400))
def test_any_text_can_be_masked_and_none_is_echoed(name: str, value: str) -> None:
    masked = mask({name: value})[name]
    assert set(masked) <= {"form", "secret", "url", "is_signed", "expires"}
    assert secret_kind(name, value) == masked["secret"]
