"""The subcommands of `bantin`: one module each, with a click command named `command`."""
