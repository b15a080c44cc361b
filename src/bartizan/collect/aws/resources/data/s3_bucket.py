"""S3 buckets: where they are and who can reach them."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each


def _asked(operation: str, permission: str = "", absent: str = "", documents: tuple[str, ...] = ()) -> Each:
    none = frozenset({absent}) if absent else frozenset()
    return Each(
        AwsCall(operation, {"Bucket": "{Name}"}, absent=none, permission=permission, documents=documents),
    )


S3_BUCKET = AwsCollector(
    kind="aws_s3_bucket",
    level="account",
    # Only a request with a parameter is answered with each bucket's region.
    list=AwsCall("s3:ListBuckets", {"MaxBuckets": 1000}, permission="s3:ListAllMyBuckets"),
    items="Buckets",
    id="arn:{partition}:s3:::{Name}",
    region="BucketRegion",
    aspects={
        "location": _asked("s3:GetBucketLocation"),
        "public_access_block": _asked(
            "s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock", "NoSuchPublicAccessBlockConfiguration"
        ),
        "policy_status": _asked("s3:GetBucketPolicyStatus", absent="NoSuchBucketPolicy"),
        "policy": _asked("s3:GetBucketPolicy", absent="NoSuchBucketPolicy", documents=("Policy",)),
        "acl": _asked("s3:GetBucketAcl"),
        "encryption": _asked(
            "s3:GetBucketEncryption",
            "s3:GetEncryptionConfiguration",
            "ServerSideEncryptionConfigurationNotFoundError",
        ),
        "ownership": _asked("s3:GetBucketOwnershipControls", absent="OwnershipControlsNotFoundError"),
        "website": _asked("s3:GetBucketWebsite", absent="NoSuchWebsiteConfiguration"),
        "notification": _asked("s3:GetBucketNotificationConfiguration", "s3:GetBucketNotification"),
        "tags": _asked("s3:GetBucketTagging", absent="NoSuchTagSet"),
    },
)
