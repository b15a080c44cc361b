"""CodeBuild projects and the roles that their builds run as.

What a project is built from and its variables, which may hold secrets, are left out.
Source: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetProjects.html
"""

from bartizan.collect.aws.engine.collector import NOT_OFFERED, AwsCall, AwsCollector, Each
from bartizan.collect.shared.target import OTHER_SERVICES

_MEMBERS = ("environment", "source", "secondarySources", "webhook", "artifacts", "secondaryArtifacts")
_LEFT_OUT = tuple(f"projects[].{member}" for member in _MEMBERS)

CODEBUILD_PROJECT = AwsCollector(
    kind="aws_codebuild_project",
    option=OTHER_SERVICES,
    list=AwsCall("codebuild:ListProjects", absent=NOT_OFFERED),
    items="projects",
    id="arn:{partition}:codebuild:{region}:{scope}:project/{Name}",
    aspects={"detail": Each(AwsCall("codebuild:BatchGetProjects", {"names": ["{Name}"]}, drop=_LEFT_OUT))},
)
