"""Take scans, also without a link, and show what a code stands for."""
