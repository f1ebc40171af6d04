"""Logs: files of cases or events, our own or foreign, and folders of subjects, read one subject at a time."""

from __future__ import annotations

from servicepolicy.logs.counts import Counts
from servicepolicy.logs.folder import read_folder
from servicepolicy.logs.log import Log, read_log
from servicepolicy.logs.mapping import LogMapping
from servicepolicy.logs.mapping_file import load_mapping

__all__ = ["Counts", "Log", "LogMapping", "load_mapping", "read_folder", "read_log"]
