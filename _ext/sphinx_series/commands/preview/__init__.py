"""What `serve` is made of: builds at each change, and a server that shows them.

    server ──► Worker ══► process that has read conf.py ──fork──► process of one build

A build is what `sphinx-build` does, in the same order. Only the process is not a new one: it is a
copy of one in which conf.py has been read, and has loaded the environment before it is needed.
"""
