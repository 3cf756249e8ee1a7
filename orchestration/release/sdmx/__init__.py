"""The figures in SDMX: structures and code lists, SDMX-CSV, SDMX-ML."""
