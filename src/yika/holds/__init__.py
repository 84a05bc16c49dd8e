"""Holds (限制): recorded restrictions that no other fact stands behind.

*Identity mismatch* (信息不一致), *review* (涉嫌违规, 调查中), *suspension* (暂停联网结算). A loss
report, a lock, damage and whatever counts or times out is derived from its own facts in `standing`,
and never stored here. A hold is ended, never deleted, and ending one cause never undoes another.
"""
