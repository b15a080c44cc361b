"""What the fixes are tried with: the choices that a person would make, and where an emulator ends."""

CHOICES: dict[str, dict[str, str]] = {
    "*": {"STATEMENT": "allow-1", "RESOURCES": '["arn:aws:s3:::orders/*"]', "ACTIONS": '["s3:GetObject"]'},
    "aws.lambda.every_action_for_outsiders": {"STATEMENT": "everything", "ACCOUNT": "444455556666"},
    "aws.layer.public_layer": {"STATEMENT": "share"},
    "aws.lambda.single_zone": {"SUBNET": "subnet-0a41c2b"},
}
"""By rule, else for all under ``*``; what stands in neither is the sample that the choice itself names."""
LATER: frozenset[str] = frozenset()
"""Rules whose fixes undo what others mend on the same resource: they are tried on an estate of their own."""
UNFIXED: dict[str, str] = {}
"""Rules whose fix the emulator cannot carry out, with the reason."""
UNSEEN: dict[str, str] = {}
"""Rules without a failing resource in the estate, with the reason."""
