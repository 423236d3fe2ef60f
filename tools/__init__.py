"""Tools for people who work on Magwise. The product never imports them."""
