"""The embedded estate: emulators of both clouds and the made-up company that fills them."""
