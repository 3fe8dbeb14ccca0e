# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of `reprise evaluate`, how they score, and their figures. Needs only Python's standard library."""
