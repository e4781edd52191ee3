"""Take in telemetry from machines, in a process of its own and without Django."""
