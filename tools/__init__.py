"""What people who work on Magwise use beside it. The product never imports it."""
