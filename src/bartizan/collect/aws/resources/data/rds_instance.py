"""RDS: database instances, and the snapshots that were made by hand, which alone can be shared."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

RDS_INSTANCE = AwsCollector(
    kind="aws_rds_instance",
    needs="aws_lambda_function",
    list=AwsCall("rds:DescribeDBInstances", {"MaxRecords": 100}),
    items="DBInstances",
    id="{DBInstanceArn}",
)

RDS_SNAPSHOT = AwsCollector(
    kind="aws_rds_snapshot",
    needs="aws_lambda_function",
    list=AwsCall("rds:DescribeDBSnapshots", {"SnapshotType": "manual", "MaxRecords": 100}),
    items="DBSnapshots",
    id="{DBSnapshotArn}",
    aspects={
        "attributes": Each(
            AwsCall("rds:DescribeDBSnapshotAttributes", {"DBSnapshotIdentifier": "{DBSnapshotIdentifier}"}),
        )
    },
)
