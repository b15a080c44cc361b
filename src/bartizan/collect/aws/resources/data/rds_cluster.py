"""RDS clusters (Aurora, Neptune, DocumentDB, Multi-AZ) and the snapshots of them that were made by hand."""

from bartizan.collect.aws.engine.collector import Call, Collector, Each

RDS_CLUSTER = Collector(
    kind="aws_rds_cluster",
    needs="aws_lambda_function",
    list=Call("rds:DescribeDBClusters", {"MaxRecords": 100}),
    items="DBClusters",
    id="{DBClusterArn}",
)

RDS_CLUSTER_SNAPSHOT = Collector(
    kind="aws_rds_cluster_snapshot",
    needs="aws_lambda_function",
    list=Call("rds:DescribeDBClusterSnapshots", {"SnapshotType": "manual", "MaxRecords": 100}),
    items="DBClusterSnapshots",
    id="{DBClusterSnapshotArn}",
    aspects={
        "attributes": Each(
            Call(
                "rds:DescribeDBClusterSnapshotAttributes",
                {"DBClusterSnapshotIdentifier": "{DBClusterSnapshotIdentifier}"},
            ),
        )
    },
)
