"""The only door in: one module per input format, each giving rows of the table `records`."""
