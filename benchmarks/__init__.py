"""Measurements beside other engines: ``make bench``. Nothing imports this."""
