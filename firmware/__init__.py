"""The application: what the meter decides. Policy, tasks, storage, console."""
