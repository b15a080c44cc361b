"""What several ecosystems share: text, programs, graphs of dependencies, SBOM formats."""
