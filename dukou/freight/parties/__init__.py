"""Translate for carriers, one folder a protocol: records to bytes and back, without Django, input or output."""
