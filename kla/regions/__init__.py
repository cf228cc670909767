"""Kota, kecamatan and kelurahan: reference data of one city, and a map of tiles drawn from it."""
