"""The wire: ciphers, sealed frames, link, Modbus, DL/T 645, modems, mesh."""
