"""What every room stands on: errors, money, days, identity numbers. Imports nothing of ours."""
