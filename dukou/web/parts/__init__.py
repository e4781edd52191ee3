"""Give all pages the same parts: names in the reader's language, tables that export, refusals as pages."""
