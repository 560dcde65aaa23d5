"""Programs for the PC (CPython): simulator, `meter` command."""
