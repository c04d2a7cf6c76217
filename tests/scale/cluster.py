"""A cluster on this machine: how many books goes in; what it takes to build them elsewhere comes out, and is checked.

Reviews of some 1,000 words are built by processes of this machine, then by a Dask cluster of two workers, one of which is
killed half-way, with artifacts and memory on a server that answers as S3 does. Both have to come to the same.

    python -m tests.scale.cluster 200
"""

from __future__ import annotations

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import fsspec

from makeready.press.batch import build_books, find_books
from makeready.press.batch_parcel import pack_order
from makeready.press.request import BuildRequest
from makeready.report.books import BookReport
from makeready.workers.dask_executor import DaskExecutor
from makeready.workers.executor import Hear, Job, Task
from tests.scale.reviews import write_reviews
from tests.unit.s3_server import open_bucket
from tests.unit.workers.cluster import open_cluster
