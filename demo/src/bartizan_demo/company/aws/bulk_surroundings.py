"""A plain estate with surroundings, for benches: N functions with a bucket and an API for every twenty of them."""

from bartizan_demo.company.aws.bulk import REGION, fill_functions, in_each
from bartizan_demo.company.aws.fill.apis import fill_api
from bartizan_demo.company.aws.fill.run import fill_bucket
from bartizan_demo.company.aws.nouns import Api, Bucket, Function, Route

_EACH = 20
_OWNER = "team-bench"


def fill_surrounded(account: str, functions: int) -> None:
    """Put functions, buckets with policies, and REST and HTTP APIs in turn into one region of an account."""
    fill_functions(account, in_each(functions))
    for number in range(functions // _EACH):
        name = f"bulk-{number:05}"
        behind = Function(name, _OWNER, account=account, region=REGION)
        kind = "HTTP" if number % 2 else "REST"
        route = Route("GET", "/orders", behind, authorization="AWS_IAM")
        fill_api(Api(name, _OWNER, kind, account, REGION, (route,)))
        fill_bucket(Bucket(name, _OWNER, account, REGION, policy=(_closed(name),)))


def _closed(bucket: str) -> dict[str, object]:
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    resource = f"arn:aws:s3:::{bucket}/*"
    return {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": resource, "Condition": condition}
