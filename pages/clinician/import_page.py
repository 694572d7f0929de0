"""`/import`: invite from a list of the coming appointments. Not ready yet."""
