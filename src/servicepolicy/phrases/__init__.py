"""How codes, terms and times are said, in Chinese and English."""
