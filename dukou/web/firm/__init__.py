"""Show a firm what others see of it, who looked, and the way out."""
