"""CloudTrail: trails of all regions and of the organization, and event data stores, with what they record."""

from bartizan.collect.aws.engine.collector import Call, Collector, Each

CLOUDTRAIL_TRAIL = Collector(
    kind="aws_cloudtrail_trail",
    max_age_hours=6,
    level="account",
    # Unlike DescribeTrails, one answer names the trails of all regions once.
    list=Call("cloudtrail:ListTrails"),
    items="Trails",
    id="{TrailARN}",
    region="HomeRegion",
    aspects={
        "detail": Each(Call("cloudtrail:GetTrail", {"Name": "{TrailARN}"})),
        "status": Each(Call("cloudtrail:GetTrailStatus", {"Name": "{TrailARN}"})),
        "selectors": Each(Call("cloudtrail:GetEventSelectors", {"TrailName": "{TrailARN}"})),
    },
)
CLOUDTRAIL_EVENT_DATA_STORE = Collector(
    kind="aws_cloudtrail_event_data_store",
    max_age_hours=6,
    needs="aws_lambda_function",
    list=Call("cloudtrail:ListEventDataStores", {"MaxResults": 1000}),
    items="EventDataStores",
    id="{EventDataStoreArn}",
    aspects={
        "detail": Each(Call("cloudtrail:GetEventDataStore", {"EventDataStore": "{EventDataStoreArn}"})),
    },
)
