"""The register that an office kept before, as a workbook: its columns, reading and writing it.

`columns.toml` says what the columns are; the template, the how-to and the reader are made from it.
"""
