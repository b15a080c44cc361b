"""RDS: database instances, and the snapshots that were made by hand, which alone can be shared."""

from bartizan.collect.aws.engine.collector import Call, Collector, Each

RDS_INSTANCE = Collector(
    kind="aws_rds_instance",
    needs="aws_lambda_function",
    list=Call("rds:DescribeDBInstances", {"MaxRecords": 100}),
    items="DBInstances",
    id="{DBInstanceArn}",
)

RDS_SNAPSHOT = Collector(
    kind="aws_rds_snapshot",
    needs="aws_lambda_function",
    list=Call("rds:DescribeDBSnapshots", {"SnapshotType": "manual", "MaxRecords": 100}),
    items="DBSnapshots",
    id="{DBSnapshotArn}",
    aspects={
        "attributes": Each(
            Call("rds:DescribeDBSnapshotAttributes", {"DBSnapshotIdentifier": "{DBSnapshotIdentifier}"}),
        )
    },
)
