"""The kinds of resource that are workloads: what runs code."""

WORKLOADS = ("aws_lambda_function", "azure_function_app", "azure_web_app")
