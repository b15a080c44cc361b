"""A boto3 client of the emulator, as any tool of AWS's would use it; a header that signs for plain requests."""

import secrets
from typing import Any

import boto3
from botocore.config import Config


def client(url: str, service: str, region: str = "eu-west-1", account: str = "111122223333") -> Any:
    session = boto3.Session(account, secrets.token_hex(8), region_name=region)
    config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, read_timeout=2)
    return session.client(service, endpoint_url=url, config=config)


def signed(service: str, region: str = "eu-west-1", account: str = "111122223333") -> dict[str, str]:
    scope = f"{account}/20261123/{region}/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00"}
