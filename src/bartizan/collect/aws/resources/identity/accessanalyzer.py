"""IAM Access Analyzer: the analyzers of a region, and what those of external access found.

Their silence proves nothing: an analyzer lags behind a change by half an hour, and there need not be one.
Source: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindings.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each, Finds

_FINDINGS = Finds(
    kind="aws_accessanalyzer_finding",
    items="findings",
    # A finding has an id and no ARN of its own.
    id="{arn}/finding/{id}",
    aspects={},
)

ACCESSANALYZER_ANALYZER = AwsCollector(
    kind="aws_accessanalyzer_analyzer",
    max_age_hours=6,
    needs="aws_lambda_function",
    list=AwsCall("accessanalyzer:ListAnalyzers", {"maxResults": 100}, permission="access-analyzer:ListAnalyzers"),
    items="analyzers",
    id="{arn}",
    aspects={
        "findings": Each(
            # Resolved findings, kept for ninety days, are about access that has ended.
            AwsCall(
                "accessanalyzer:ListFindings",
                {"analyzerArn": "{arn}", "filter": {"status": {"eq": ["ACTIVE", "ARCHIVED"]}}, "maxResults": 100},
                items="findings",
                permission="access-analyzer:ListFindings",
            ),
            # The operation is refused for analyzers of unused and of internal access.
            only=("{type} {status}", "ACCOUNT ACTIVE", "ORGANIZATION ACTIVE"),
            finds=_FINDINGS,
        ),
    },
)
