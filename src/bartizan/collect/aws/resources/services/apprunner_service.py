"""App Runner's services and the roles that their instances have; what they run and its variables are left out.

Source: https://docs.aws.amazon.com/apprunner/latest/api/API_DescribeService.html
"""

from bartizan.collect.aws.engine.collector import NOT_OFFERED, AwsCall, AwsCollector, Each
from bartizan.collect.shared.target import OTHER_SERVICES

APPRUNNER_SERVICE = AwsCollector(
    kind="aws_apprunner_service",
    option=OTHER_SERVICES,
    list=AwsCall("apprunner:ListServices", {"MaxResults": 20}, absent=NOT_OFFERED),
    items="ServiceSummaryList",
    id="{ServiceArn}",
    aspects={
        "detail": Each(
            AwsCall("apprunner:DescribeService", {"ServiceArn": "{ServiceArn}"}, drop=("Service.SourceConfiguration",))
        )
    },
)
