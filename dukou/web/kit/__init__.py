"""Show the parts that all pages are made of, and the glossary."""
