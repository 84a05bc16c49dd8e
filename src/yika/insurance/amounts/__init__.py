"""What is charged, credited to an account or paid as a pension: sums that show themselves."""
