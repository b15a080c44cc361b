"""Load balancers with their listeners, rules and web application firewall."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Bulk, Each, Finds
from bartizan.collect.aws.engine.tagging import pairs, tags

_LISTENERS = Finds(
    kind="aws_elbv2_listener",
    items="Listeners",
    id="{ListenerArn}",
    aspects={
        "rules": Each(
            AwsCall(
                "elbv2:DescribeRules",
                {"ListenerArn": "{ListenerArn}", "PageSize": 400},
                items="Rules",
                permission="elasticloadbalancing:DescribeRules",
                drop=("Rules[].Actions[].FixedResponseConfig", "Rules[].Actions[].AuthenticateOidcConfig.ClientSecret"),
            )
        ),
    },
)

ELBV2_LOAD_BALANCER = AwsCollector(
    kind="aws_elbv2_load_balancer",
    needs="aws_lambda_function",
    list=AwsCall(
        "elbv2:DescribeLoadBalancers",
        {"PageSize": 400},
        permission="elasticloadbalancing:DescribeLoadBalancers",
    ),
    items="LoadBalancers",
    id="{LoadBalancerArn}",
    aspects={
        "listeners": Each(
            AwsCall(
                "elbv2:DescribeListeners",
                {"LoadBalancerArn": "{LoadBalancerArn}", "PageSize": 400},
                items="Listeners",
                permission="elasticloadbalancing:DescribeListeners",
                drop=("Listeners[].DefaultActions[].FixedResponseConfig",),
            ),
            finds=_LISTENERS,
        ),
        # The tags of a load balancer are not in the listing.
        "tags": tags(
            AwsCall(
                "elbv2:DescribeTags",
                {"ResourceArns": ["{LoadBalancerArn}"]},
                permission="elasticloadbalancing:DescribeTags",
            ),
            lambda all_: {"TagDescriptions": [{"Tags": pairs(all_)}]},
        ),
        # Only application load balancers can have one: the listing of others simply never names them.
        "firewall": Bulk(
            groups=AwsCall("wafv2:ListWebACLs", {"Scope": "REGIONAL", "Limit": 100}, items="WebACLs"),
            members=AwsCall(
                "wafv2:ListResourcesForWebACL",
                {"WebACLArn": "{ARN}", "ResourceType": "APPLICATION_LOAD_BALANCER"},
                items="ResourceArns",
            ),
        ),
    },
)
