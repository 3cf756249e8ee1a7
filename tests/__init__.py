"""Tests of Bantin; a package, so that tests can share `tests.support`."""
