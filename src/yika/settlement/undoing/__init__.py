"""Taking a settlement back, and doing it again to see why (撤销, 冲正, 复盘)."""
