"""EC2's networks as far as functions and load balancers stand in them: VPCs, subnets and security groups."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector

EC2_VPC = AwsCollector(
    kind="aws_ec2_vpc",
    max_age_hours=24,
    needs="aws_lambda_function",
    list=AwsCall("ec2:DescribeVpcs", {"MaxResults": 1000}),
    items="Vpcs",
    id="arn:{partition}:ec2:{region}:{OwnerId}:vpc/{VpcId}",
)
EC2_SUBNET = AwsCollector(
    kind="aws_ec2_subnet",
    max_age_hours=24,
    needs="aws_lambda_function",
    list=AwsCall("ec2:DescribeSubnets", {"MaxResults": 1000}),
    items="Subnets",
    id="arn:{partition}:ec2:{region}:{OwnerId}:subnet/{SubnetId}",
)
EC2_SECURITY_GROUP = AwsCollector(
    kind="aws_ec2_security_group",
    needs="aws_lambda_function",
    list=AwsCall("ec2:DescribeSecurityGroups", {"MaxResults": 1000}),
    items="SecurityGroups",
    id="arn:{partition}:ec2:{region}:{OwnerId}:security-group/{GroupId}",
)
