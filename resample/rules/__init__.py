"""What originals share: filters, coordinates, windows, quantisation, and the arithmetic of their C library."""
