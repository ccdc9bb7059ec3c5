"""Kalends: one calendar, many doors."""
