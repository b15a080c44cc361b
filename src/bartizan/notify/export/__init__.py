"""Send what changed to where an export goes: a folder, HTTPS, S3, SQS or Security Hub."""
