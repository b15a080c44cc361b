"""What users install and what their pipelines run."""
