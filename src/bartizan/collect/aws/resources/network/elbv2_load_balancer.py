"""Load balancers with their listeners, rules and web application firewall."""

from bartizan.collect.aws.engine.collector import Bulk, Call, Collector, Each, Finds
from bartizan.collect.aws.engine.tagging import pairs, tags

_LISTENERS = Finds(
    kind="aws_elbv2_listener",
    items="Listeners",
    id="{ListenerArn}",
    aspects={
        "rules": Each(
            Call(
                "elbv2:DescribeRules",
                {"ListenerArn": "{ListenerArn}", "PageSize": 400},
                items="Rules",
                permission="elasticloadbalancing:DescribeRules",
                drop=("Rules[].Actions[].FixedResponseConfig", "Rules[].Actions[].AuthenticateOidcConfig.ClientSecret"),
            )
        ),
    },
)

ELBV2_LOAD_BALANCER = Collector(
    kind="aws_elbv2_load_balancer",
    needs="aws_lambda_function",
    list=Call(
        "elbv2:DescribeLoadBalancers",
        {"PageSize": 400},
        permission="elasticloadbalancing:DescribeLoadBalancers",
    ),
    items="LoadBalancers",
    id="{LoadBalancerArn}",
    aspects={
        "listeners": Each(
            Call(
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
            Call(
                "elbv2:DescribeTags",
                {"ResourceArns": ["{LoadBalancerArn}"]},
                permission="elasticloadbalancing:DescribeTags",
            ),
            lambda all_: {"TagDescriptions": [{"Tags": pairs(all_)}]},
        ),
        # Only application load balancers can have one: the listing of others simply never names them.
        "firewall": Bulk(
            groups=Call("wafv2:ListWebACLs", {"Scope": "REGIONAL", "Limit": 100}, items="WebACLs"),
            members=Call(
                "wafv2:ListResourcesForWebACL",
                {"WebACLArn": "{ARN}", "ResourceType": "APPLICATION_LOAD_BALANCER"},
                items="ResourceArns",
            ),
        ),
    },
)
