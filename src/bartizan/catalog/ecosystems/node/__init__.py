"""Node: installed modules, the lock files of npm, pnpm, Yarn and Bun, and bundles."""
