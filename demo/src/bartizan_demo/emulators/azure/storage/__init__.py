"""The data of storage accounts, on the ARM emulator's port."""
