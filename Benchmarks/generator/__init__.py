# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of make_benchmark.py: packages, libopenmpt, score reading, audio measurements and tasks."""
