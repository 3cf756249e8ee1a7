"""A release: what the warehouse holds, in open forms that can be cited, compared and read anywhere.

`build.make_release` is the library's face: one folder with the tables as Parquet, CSV and SQLite, the figures as
SDMX-CSV and SDMX-ML, a data package that describes and hashes it all, and what changed since the release before.
The same warehouse gives the same bytes: the day of the release stands in `release.json` alone.
"""
