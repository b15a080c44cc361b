"""CloudTrail: trails of all regions and of the organization, and event data stores, with what they record."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

CLOUDTRAIL_TRAIL = AwsCollector(
    kind="aws_cloudtrail_trail",
    max_age_hours=6,
    level="account",
    # Unlike DescribeTrails, one answer names the trails of all regions once.
    list=AwsCall("cloudtrail:ListTrails"),
    items="Trails",
    id="{TrailARN}",
    region="HomeRegion",
    aspects={
        "detail": Each(AwsCall("cloudtrail:GetTrail", {"Name": "{TrailARN}"})),
        "status": Each(AwsCall("cloudtrail:GetTrailStatus", {"Name": "{TrailARN}"})),
        "selectors": Each(AwsCall("cloudtrail:GetEventSelectors", {"TrailName": "{TrailARN}"})),
    },
)
CLOUDTRAIL_EVENT_DATA_STORE = AwsCollector(
    kind="aws_cloudtrail_event_data_store",
    max_age_hours=6,
    needs="aws_lambda_function",
    list=AwsCall("cloudtrail:ListEventDataStores", {"MaxResults": 1000}),
    items="EventDataStores",
    id="{EventDataStoreArn}",
    aspects={
        "detail": Each(AwsCall("cloudtrail:GetEventDataStore", {"EventDataStore": "{EventDataStoreArn}"})),
    },
)
