"""A server that answers as S3 does, on this machine: the address of a new bucket comes out."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator

import pytest

from makeready import remote


@contextlib.contextmanager
def open_bucket() -> Iterator[str]:
    """Give the address of an empty bucket; the environment tells this process and its children the server."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = {
        "AWS_ENDPOINT_URL_S3": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        # What the machine has of its own is not asked.
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": host,
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        import fsspec
        import s3fs

        # What was opened before asks a server that is gone.
        s3fs.S3FileSystem.clear_instance_cache()
        remote._find.cache_clear()
        bucket = f"books-{uuid.uuid4().hex[:12]}"
        fsspec.filesystem("s3", skip_instance_cache=True).mkdir(bucket)
        try:
            yield f"s3://{bucket}"
        finally:
            server.stop()
