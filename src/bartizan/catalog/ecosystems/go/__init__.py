"""Go: modules in executables and in go.mod."""
