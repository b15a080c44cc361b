"""EC2 instances, and those that Systems Manager can run commands on: who can gains the instance's role.

They are listed where there is no function, too: a role is the same in all regions.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html and
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector

EC2_INSTANCE = AwsCollector(
    kind="aws_ec2_instance",
    list=AwsCall("ec2:DescribeInstances", {"MaxResults": 1000}),
    items="Reservations.Instances",
    id="arn:{partition}:ec2:{region}:{scope}:instance/{InstanceId}",
)

SSM_INSTANCE = AwsCollector(
    kind="aws_ssm_instance",
    needs="aws_ec2_instance",
    list=AwsCall("ssm:DescribeInstanceInformation", {"MaxResults": 50}),
    items="InstanceInformationList",
    id="arn:{partition}:ssm:{region}:{scope}:managed-instance/{InstanceId}",
)
