"""Documents that people sign: their data, their rendering, the cases of Russian names."""
