"""Draw grants of keys."""

import random
from typing import Any


def grants(chance: random.Random, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Return up to two grants of a key, many of them for the caller and what it asks for."""
    found = []
    for _ in range(chance.choice([0, 0, 1, 2])):
        caller = asked["caller"]["arn"]
        grantees = [caller, caller, caller, f"{caller}x", caller.rpartition(":")[0] + ":root", "AROAEXAMPLE"]
        operations = chance.sample(["Decrypt", "GenerateDataKey", "Encrypt", "DescribeKey"], chance.randint(1, 3))
        pairs = chance.sample([("bucket", "data"), ("team", "red"), ("BUCKET", "data")], chance.randint(1, 2))
        constraint = chance.choice(["EncryptionContextEquals", "EncryptionContextSubset", "SourceArn", ""])
        value = "arn:aws:s3:::data" if constraint == "SourceArn" else dict(pairs)
        limits = {constraint: value} if constraint else {}
        found.append({"grantee": chance.choice(grantees), "operations": operations, "constraints": limits})
    return found
