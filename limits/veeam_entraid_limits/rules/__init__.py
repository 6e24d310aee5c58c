"""The rules, one module for each limit.

A rule is a pure function from facts to findings: ``check_fact`` looks at one fact, ``check_facts`` at all
of them together. Finding nothing means that the limit holds.
"""
