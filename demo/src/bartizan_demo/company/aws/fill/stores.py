"""Puts tables, queues, topics, secrets, keys and so on straight into moto."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.ecr.models import ecr_backends
from moto.events.models import events_backends
from moto.kms.models import kms_backends
from moto.rds.models import rds_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.ssm.models import ssm_backends

from bartizan_demo.company.aws.nouns import VPCS, key_arn
from bartizan_demo.company.aws.stores import STORES, Store


def fill_stores() -> None:
    """Create the key of every account and region, and everything that holds data."""
    for account, region in VPCS:
        _fill_key(account, region)
    for store in STORES:
        _FILLS[store.kind](store)


def _fill_key(account: str, region: str) -> None:
    """Create the key that the functions of a place name, under its own id."""
    kms: Any = kms_backends[account][region]
    key = kms.create_key(None, "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", "data", [])
    del kms.keys[key.id]
    key.arn = key_arn(account, region)
    key.id = key.arn.rpartition("/")[2]
    kms.keys[key.id] = key
    kms.tag_resource(key.id, {"owner": "team-platform"})
    kms.create_alias(key.id, "alias/data")
    kms.enable_key_rotation(key.id)


def _key(store: Store) -> str:
    return key_arn(store.account, store.region)


def _tags(store: Store) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in _tag_map(store).items()]


def _tag_map(store: Store) -> dict[str, str]:
    return {"owner": store.owner, **store.tags}


def _policy(store: Store, arn: str) -> str:
    statements = [
        {"Sid": f"allow-{n}", **statement, "Resource": arn} for n, statement in enumerate(store.statements, 1)
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _table(store: Store) -> None:
    dynamodb_backends[store.account][store.region].create_table(
        store.name,
        schema=[{"AttributeName": "id", "KeyType": "HASH"}],
        throughput=None,
        attr=[{"AttributeName": "id", "AttributeType": "S"}],
        global_indexes=[],
        indexes=[],
        streams=None,
        billing_mode="PAY_PER_REQUEST",
        sse_specification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": _key(store)} if store.has_kms else None,
        tags=_tags(store),
        deletion_protection_enabled=True,
        warm_throughput=None,
    )


def _queue(store: Store) -> None:
    arn = f"arn:aws:sqs:{store.region}:{store.account}:{store.name}"
    redrive = {"deadLetterTargetArn": arn.removesuffix(store.name) + store.dead_letters, "maxReceiveCount": 5}
    more = {
        "KmsMasterKeyId": _key(store) if store.has_kms else "",
        "RedrivePolicy": json.dumps(redrive) if store.dead_letters else "",
        "Policy": _policy(store, arn) if store.statements else "",
    }
    wanted = {name: value for name, value in more.items() if value}
    sqs_backends[store.account][store.region].create_queue(store.name, _tag_map(store), **wanted)


def _topic(store: Store) -> None:
    arn = f"arn:aws:sns:{store.region}:{store.account}:{store.name}"
    more = {"KmsMasterKeyId": _key(store)} | ({"Policy": _policy(store, arn)} if store.statements else {})
    backend: Any = sns_backends[store.account][store.region]
    backend.create_topic(store.name, more, _tag_map(store))
    functions = [("lambda", f"arn:aws:lambda:{store.region}:{store.account}:function:{name}") for name in store.calls]
    for protocol, endpoint in (*functions, *store.tells):
        backend.subscribe(arn, endpoint, protocol)


def _secret(store: Store) -> None:
    backend: Any = secretsmanager_backends[store.account][store.region]
    key = _key(store) if store.has_kms else None
    made = json.loads(backend.create_secret(store.name, "{}", None, "", _tags(store), key, None, [], False))
    if store.rotated_by:
        kept = backend.secrets[made["ARN"]]
        kept.rotation_requested = kept.rotation_enabled = True
        kept.auto_rotate_after_days = 30
        kept.rotation_lambda_arn = f"arn:aws:lambda:{store.region}:{store.account}:function:{store.rotated_by}"
    if store.statements:
        backend.put_resource_policy(made["ARN"], _policy(store, made["ARN"]))


def _parameter(store: Store) -> None:
    kind, key = ("SecureString", _key(store)) if store.has_kms else ("String", "")
    ssm_backends[store.account][store.region].put_parameter(
        store.name, "", "made up", kind, "", key, False, _tags(store), "text", "Standard", None
    )


def _database(store: Store) -> None:
    rds: Any = rds_backends[store.account][store.region]
    more = {"storage_encrypted": True, "kms_key_id": _key(store)} if store.has_kms else {}
    rds.create_db_instance(
        {
            "db_instance_identifier": store.name,
            "db_instance_class": "db.t4g.medium",
            "engine": "postgres",
            "engine_version": "16.4",
            "allocated_storage": 20,
            "master_username": "app",
            "master_user_password": "-".join(("made", "up", store.name)),
            "publicly_accessible": store.is_public,
            "tags": _tags(store),
            **more,
        }
    )
    rds.create_db_snapshot(store.name, f"{store.name}-2026", tags=_tags(store))
    if store.is_public:
        rds.modify_db_snapshot_attribute(f"{store.name}-2026", "restore", ["all"])


def _cluster(store: Store) -> None:
    rds: Any = rds_backends[store.account][store.region]
    more = {"storage_encrypted": True, "kms_key_id": _key(store)} if store.has_kms else {}
    rds.create_db_cluster(
        {
            "db_cluster_identifier": store.name,
            "engine": "aurora-postgresql",
            "engine_version": "16.4",
            "master_username": "app",
            "master_user_password": "-".join(("made", "up", store.name)),
            "tags": _tags(store),
            **more,
        }
    )
    rds.create_db_cluster_snapshot(store.name, f"{store.name}-cluster-2026", tags=_tags(store))
    if store.is_public:
        rds.modify_db_cluster_snapshot_attribute(f"{store.name}-cluster-2026", "restore", ["all"])


def _repository(store: Store) -> None:
    encryption = {"encryptionType": "KMS", "kmsKey": _key(store)}
    ecr_backends[store.account][store.region].create_repository(
        store.name, store.account, encryption, {"scanOnPush": True}, "MUTABLE", _tags(store)
    )


def _bus(store: Store) -> None:
    backend: Any = events_backends[store.account][store.region]
    arn = backend.create_event_bus(store.name, tags=_tags(store)).arn
    if store.statements:
        backend.put_permission(store.name, "", "", "", {}, _policy(store, arn))


def _rule(store: Store) -> None:
    backend: Any = events_backends[store.account][store.region]
    bus = f"arn:aws:events:{store.region}:{store.account}:event-bus/{store.bus}"
    pattern = json.dumps({"source": [f"company.{store.name}"]})
    backend.put_rule(store.name, event_bus_arn=bus, event_pattern=pattern, tags=_tags(store))
    at = f"arn:aws:lambda:{store.region}:{store.account}:function:"
    backend.put_targets(store.name, bus, [{"Id": name, "Arn": at + name} for name in store.calls])


_FILLS: Mapping[str, Callable[[Store], None]] = {
    "table": _table,
    "queue": _queue,
    "topic": _topic,
    "secret": _secret,
    "parameter": _parameter,
    "database": _database,
    "cluster": _cluster,
    "repository": _repository,
    "bus": _bus,
    "rule": _rule,
}
