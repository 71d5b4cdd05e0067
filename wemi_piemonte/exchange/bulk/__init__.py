"""Many listings of one body at once: a table or an HSDS file in, its own data out."""
