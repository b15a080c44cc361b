"""The emulators of both clouds. They know no company."""
