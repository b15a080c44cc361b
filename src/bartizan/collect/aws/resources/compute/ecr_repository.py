"""ECR's private repositories: who may pull and push, and whether a tag can be moved to other code."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each
from bartizan.collect.aws.engine.tagging import pairs, tags

ECR_REPOSITORY = AwsCollector(
    kind="aws_ecr_repository",
    max_age_hours=6,
    needs="aws_lambda_function",
    list=AwsCall("ecr:DescribeRepositories", {"maxResults": 1000}),
    items="repositories",
    id="{repositoryArn}",
    aspects={
        "policy": Each(
            AwsCall(
                "ecr:GetRepositoryPolicy",
                {"repositoryName": "{repositoryName}"},
                absent=frozenset({"RepositoryPolicyNotFoundException"}),
                documents=("policyText",),
            )
        ),
        "tags": tags(
            AwsCall("ecr:ListTagsForResource", {"resourceArn": "{repositoryArn}"}), lambda all_: {"tags": pairs(all_)}
        ),
    },
)
