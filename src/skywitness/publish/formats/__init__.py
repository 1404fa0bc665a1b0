"""The formats that released rows are written in, a file each; every one is an Exporter found through its entry point."""
