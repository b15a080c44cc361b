"""SageMaker's notebook instances and their roles.

Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeNotebookInstance.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each
from bartizan.collect.shared.target import OTHER_SERVICES

SAGEMAKER_NOTEBOOK_INSTANCE = AwsCollector(
    kind="aws_sagemaker_notebook_instance",
    option=OTHER_SERVICES,
    list=AwsCall("sagemaker:ListNotebookInstances", {"MaxResults": 100}),
    items="NotebookInstances",
    id="{NotebookInstanceArn}",
    aspects={
        "detail": Each(
            AwsCall("sagemaker:DescribeNotebookInstance", {"NotebookInstanceName": "{NotebookInstanceName}"})
        )
    },
)
