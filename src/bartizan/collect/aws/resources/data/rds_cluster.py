"""RDS clusters (Aurora, Neptune, DocumentDB, Multi-AZ) and the snapshots of them that were made by hand."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

RDS_CLUSTER = AwsCollector(
    kind="aws_rds_cluster",
    needs="aws_lambda_function",
    list=AwsCall("rds:DescribeDBClusters", {"MaxRecords": 100}),
    items="DBClusters",
    id="{DBClusterArn}",
)

RDS_CLUSTER_SNAPSHOT = AwsCollector(
    kind="aws_rds_cluster_snapshot",
    needs="aws_lambda_function",
    list=AwsCall("rds:DescribeDBClusterSnapshots", {"SnapshotType": "manual", "MaxRecords": 100}),
    items="DBClusterSnapshots",
    id="{DBClusterSnapshotArn}",
    aspects={
        "attributes": Each(
            AwsCall(
                "rds:DescribeDBClusterSnapshotAttributes",
                {"DBClusterSnapshotIdentifier": "{DBClusterSnapshotIdentifier}"},
            ),
        )
    },
)
