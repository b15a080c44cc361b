"""Puts the whole made-up company into moto, straight into its backends: hundreds of HTTP calls would take seconds."""

import json
from typing import Any

from moto.iam.models import iam_backends
from moto.moto_api._internal import mock_random
from moto.s3.models import get_canned_acl, s3_backends
from moto.s3control.models import s3control_backends

from bartizan_demo.company.aws import code_paths, identities, paths
from bartizan_demo.company.aws import vulnerable as telling
from bartizan_demo.company.aws.apis import APIS
from bartizan_demo.company.aws.data import BUCKETS
from bartizan_demo.company.aws.fill.apis import fill_api
from bartizan_demo.company.aws.fill.database_networks import fill_database_networks
from bartizan_demo.company.aws.fill.entries import fill_entries
from bartizan_demo.company.aws.fill.functions import fill_function, fill_layer
from bartizan_demo.company.aws.fill.graphql_apis import fill_graphql_apis
from bartizan_demo.company.aws.fill.iam import fill_group, fill_policies, fill_role, fill_user
from bartizan_demo.company.aws.fill.identity_pools import fill_identity_pools
from bartizan_demo.company.aws.fill.instances import fill_instances
from bartizan_demo.company.aws.fill.key_grants import fill_key_grants
from bartizan_demo.company.aws.fill.other_services import fill_other_services
from bartizan_demo.company.aws.fill.stores import fill_stores
from bartizan_demo.company.aws.fill.strangers import fill_strangers
from bartizan_demo.company.aws.fill.surroundings import fill_surroundings
from bartizan_demo.company.aws.fill.trust import fill_trust
from bartizan_demo.company.aws.layers import FOREIGN_LAYERS
from bartizan_demo.company.aws.nouns import ANALYTICS, PRODUCTION, Bucket
from bartizan_demo.company.aws.powers import POWERFUL_FUNCTIONS
from bartizan_demo.company.aws.secure import EXEMPLARY_FUNCTIONS, LAYERS
from bartizan_demo.emulators.shared.dates import CREATED

_BLOCK = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)


def fill_company() -> None:
    """Fill both accounts; the same identifiers come out on every start."""
    mock_random.seed(20260302)
    functions = (
        *(*EXEMPLARY_FUNCTIONS, *telling.TELLING_FUNCTIONS, *POWERFUL_FUNCTIONS),
        *(*paths.FUNCTIONS, *code_paths.FUNCTIONS),
    )
    for account, alias in ((PRODUCTION, "company-production"), (ANALYTICS, "company-analytics")):
        iam_backends[account]["aws"].create_account_alias(alias)
        fill_policies(account)
    roles = (*identities.ROLES, *telling.ROLES, *paths.ROLES, *code_paths.ROLES)
    for role in (*roles, *(f.own_role for f in functions if not f.role)):
        fill_role(role)
    for group in identities.GROUPS:
        fill_group(group)
    for user in identities.USERS:
        fill_user(user)
    for layer in LAYERS:
        fill_layer(layer)
    for function in functions:
        fill_function(function)
    for api in APIS:
        fill_api(api)
    for bucket in BUCKETS:
        fill_bucket(bucket)
    fill_stores()
    fill_surroundings(functions)
    fill_database_networks()
    fill_trust()
    for layer in FOREIGN_LAYERS:
        fill_layer(layer)
    fill_key_grants()
    fill_entries()
    fill_instances()
    fill_other_services()
    fill_identity_pools()
    fill_graphql_apis()
    fill_strangers()
    # the analytics account is closed as a whole except for what its buckets open; production never set it
    s3control_backends[ANALYTICS]["aws"].put_public_access_block(ANALYTICS, _BLOCK | {"IgnorePublicAcls": False})


def fill_bucket(bucket: Bucket) -> None:
    """Create a bucket, encrypted and tagged, with its policy and what blocks public access to it."""
    backend: Any = s3_backends[bucket.account]["aws"]
    made = backend.create_bucket(bucket.name, bucket.region)
    made.creation_date = CREATED
    made.acl = get_canned_acl(bucket.acl)
    rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/data"} if bucket.has_kms else {"SSEAlgorithm": "AES256"}
    made.encryption = {"Rule": {"ApplyServerSideEncryptionByDefault": rule, "BucketKeyEnabled": "true"}}
    backend.put_bucket_tagging(bucket.name, {"owner": bucket.owner, **bucket.tags})
    if bucket.is_blocked:
        backend.put_public_access_block(bucket.name, _BLOCK)
    if bucket.policy:
        document = {"Version": "2012-10-17", "Statement": [dict(statement) for statement in bucket.policy]}
        backend.put_bucket_policy(bucket.name, json.dumps(document).encode())
