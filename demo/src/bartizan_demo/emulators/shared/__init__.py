"""What both emulators share: faults, lies, the control plane, packages."""
