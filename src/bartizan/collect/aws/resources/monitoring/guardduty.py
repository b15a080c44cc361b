"""GuardDuty: one resource per region, with its detector where there is one."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

GUARDDUTY_DETECTOR = AwsCollector(
    kind="aws_guardduty_detector",
    max_age_hours=6,
    needs="aws_lambda_function",
    # The answer itself is the resource: a region without a detector is the finding.
    list=AwsCall("guardduty:ListDetectors"),
    id="arn:{partition}:guardduty:{region}:{scope}:detector",
    aspects={
        # An account has at most one detector in a region.
        "detector": Each(
            AwsCall("guardduty:GetDetector", {"DetectorId": "{DetectorIds[0]}"}), unless=("DetectorIds", [])
        ),
    },
)
