"""Secrets as the clouds really make them, drawn anew at run time so that no file holds one."""

import base64
import random
import string
from collections.abc import Callable, Mapping
from urllib.parse import quote

CHANCE = random.Random(2026)
ALPHANUMERIC = string.ascii_letters + string.digits


def drawn(length: int, alphabet: str = ALPHANUMERIC) -> str:
    return "".join(CHANCE.choice(alphabet) for _ in range(length))


def key(size: int) -> str:
    """Return random bytes in base64, as Azure writes keys."""
    return base64.b64encode(CHANCE.randbytes(size)).decode()


def escaped(text: str) -> str:
    return quote(text, safe="")


def password() -> str:
    """Return a password with signs that need no quotes in a connection string, one of each sort at least."""
    return drawn(14, ALPHANUMERIC + "!#$%*()_+-[]{}.?~^&") + "aZ7!"


def function_key() -> str:
    raw = base64.urlsafe_b64encode(CHANCE.randbytes(33)).decode()
    return raw + "Az" + "Fu" + drawn(5, ALPHANUMERIC + "-_") + CHANCE.choice("AQgw") + "=="


_BLOB = "https://shop.blob.core.windows.net"

SECRETS: Mapping[str, tuple[str, str, Callable[[], str]]] = {
    "shared access signature, escaped": (
        "PACKAGE", _BLOB + "/c/a.zip?sv=2022-11-02&se=2036-01-01T00%3A00%3A00Z&sr=b&sp=r&sig={}",
        lambda: escaped(key(32))),
    "shared access signature, plain": ("X", "?sv=2022-11-02&ss=b&sp=rl&se=2036-01-01&sig={}", lambda: key(32)),
    "shared access signature, connection string": (
        "X", "BlobEndpoint=" + _BLOB + "/;SharedAccessSignature=sv=2022-11-02&sig={}", lambda: escaped(key(32))),
    "function key, escaped": ("X", "https://shop.azurewebsites.net/api/f?code={}", lambda: escaped(function_key())),
    "older function key, escaped": ("X", "https://shop.azurewebsites.net/api/f?code={}", lambda: escaped(key(40))),
    "function key, own name": ("X", "https://api.shop.org/api/f?x=1&code={}", lambda: escaped(function_key())),
    "older function key, own name": ("X", "https://api.shop.org/api/f?x=1&code={}", lambda: escaped(key(40))),
    "Redis": ("X", "shop.redis.cache.windows.net:6380,password={},ssl=True,abortConnect=False", lambda: key(32)),
    "Redis, nothing else": ("X", "shop.redis.cache.windows.net:6380,password={}", lambda: key(32)),
    "SignalR": ("X", "Endpoint=https://shop.service.signalr.net;AccessKey={};Version=1.0;", lambda: key(32)),
    "Web PubSub": ("X", "Endpoint=https://shop.webpubsub.azure.com;AccessKey={};Version=1.0;", lambda: key(63)),
    "Communication Services": ("X", "endpoint=https://shop.communication.azure.com/;accesskey={}", lambda: key(64)),
    "App Configuration": ("X", "Endpoint=https://shop.azconfig.io;Id=ab-l9-s0:a1;Secret={}", lambda: key(32)),
    "Cosmos DB, primary": ("COSMOS_PRIMARYKEY", "{}", lambda: key(64)),
    "Cosmos DB, secondary": ("CosmosDbSecondaryKey", "{}", lambda: key(64)),
    "Cosmos DB, any key": ("OrdersKey", "{}", lambda: key(64)),
    "storage": ("X", "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={};x=y", lambda: key(64)),
    "Service Bus": ("X", "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKey={}", lambda: key(32)),
    "SQL": ("X", "Server=tcp:db.example.net,1433;User ID=app;Password={};Encrypt=True;", password),
    "SQL, quoted": ("X", "Server=tcp:db.example.net,1433;User ID=app;Password='{}';Encrypt=True;", password),
    "URL password, escaped": ("X", "postgres://app:{}@db.internal:5432/app", lambda: escaped(password())),
    "URL password, escaped twice": ("X", "amqps://app:{}@mq.internal/v", lambda: escaped(escaped(password()))),
    "Cosmos DB for MongoDB": ("X", "mongodb://shop:{}@shop.mongo.cosmos.azure.com:10255/", lambda: escaped(key(64))),
    "hexadecimal key": ("DATADOG_API_KEY", "{}", lambda: CHANCE.randbytes(16).hex()),
    "token": ("webhookToken", "{}", lambda: drawn(32)),
    "client secret": ("X", "{}", lambda: drawn(3) + "8Q" + "~" + drawn(34, ALPHANUMERIC + "_-.~")),
    "AWS secret key": ("AWS_SECRET_ACCESS_KEY", "{}", lambda: key(30)),
    "AWS access key": ("X", "{}", lambda: "AK" + "IA" + drawn(16, string.ascii_uppercase + "234567")),
}  # fmt: skip
"""Kind → the name that a value goes by, the value around the secret, and a function that draws the secret."""

HARMLESS: Mapping[str, Callable[[], tuple[str, str]]] = {
    "UUID": lambda: ("API_TOKEN", "-".join(CHANCE.randbytes(n).hex() for n in (4, 2, 2, 2, 6))),
    "digest": lambda: ("IMAGE_DIGEST", CHANCE.randbytes(32).hex()),
    "digest with its kind": lambda: ("PACKAGE_SECRET", "sha256:" + CHANCE.randbytes(32).hex()),
    "code digest": lambda: ("CodeSha256", key(32)),
    "key of KMS": lambda: ("KMSKeyArn", f"arn:aws:kms:eu-west-1:111122223333:key/{CHANCE.randbytes(16).hex()}"),
    "secret's ARN": lambda: (
        "DB_PASSWORD", f"arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-{drawn(6)}"),
    "subnet": lambda: ("SUBNET", f"subnet-{CHANCE.randbytes(9).hex()[:17]}"),
    "placeholder of a pipeline": lambda: ("DB_PASSWORD", f"%{drawn(12, string.ascii_uppercase)}_PASSWORD%"),
    "placeholder in a connection string": lambda: (
        "X", f"Server=db;User ID=app;Password=%{drawn(12, string.ascii_uppercase)}%;Encrypt=True"),
    "placeholder of a shell": lambda: ("DB_PASSWORD", "${" + drawn(12, string.ascii_uppercase) + "}"),
    "image by tag and digest": lambda: ("X", f"DOCKER|shop.azurecr.io/app:1.2@sha256:{CHANCE.randbytes(32).hex()}"),
    "reference": lambda: ("DB_PASSWORD", f"@Microsoft.KeyVault(SecretUri=https://a.vault.azure.net/secrets/{drawn(8)}/)"),
}  # fmt: skip
