"""Keep background work: what is to be done, who works at it, how far it is.

In: jobs that a page, a journey or a beat asks for, each under an optional key so that asking twice is asking once.
Out: jobs claimed under a lease by a worker, and their state, progress and result for the firm that asked.

A worker that dies loses its lease, and another one claims the job again; a worker without the lease can write nothing.
"""
