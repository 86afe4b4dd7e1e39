"""The parts that every page is put together from: finding, figure, rows, action, filters, empty and error states."""
