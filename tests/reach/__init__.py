"""Reaching patients: setting up, settings, lists, messages, and filling in for somebody else."""
