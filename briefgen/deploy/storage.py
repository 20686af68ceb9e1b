"""S3-compatible object storage. Credentials come from where Amazon's tools look for them.

These are environment variables, `~/.aws/`, single sign-on, and the roles of machines and jobs:
https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

from briefgen.deploy.target import Failed
from briefgen.model.destinations import BucketDestination

_USUAL_REGION: Final = "us-east-1"  # for services that have no regions
_AGAIN: Final = "run the command again; it continues where it stopped"
_CREDENTIALS: Final = (
    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with the tools of your provider"
)
_NO_ACCESS: Final = "allow these keys to list, read, write and delete objects of the bucket"
# The service's code of an error: what it means, and what to do.
_ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    "NoSuchBucket": ("there is no bucket `{bucket}`", "create it, or correct `to`"),
    "AccessDenied": ("access to the bucket `{bucket}` is denied", _NO_ACCESS),
    "403": ("access to the bucket `{bucket}` is denied", _NO_ACCESS),
    "InvalidAccessKeyId": ("the service does not know the access key", _CREDENTIALS),
    "SignatureDoesNotMatch": ("the access key or its secret is wrong", _CREDENTIALS),
    "ExpiredToken": ("the credentials have expired", _CREDENTIALS),
    "InvalidToken": ("the session token is not valid", _CREDENTIALS),
    "RequestTimeTooSkewed": ("the clock of this machine is wrong", "correct the clock"),
    "PermanentRedirect": ("the bucket is in another region", "write its `region`"),
    "AuthorizationHeaderMalformed": ("the bucket is in another region", "write its `region`"),
    "SlowDown": ("the service asks for fewer requests", _AGAIN),
    "ServiceUnavailable": ("the service is not available now", _AGAIN),
    "503": ("the service is not available now", _AGAIN),
}


class Storage:
    """The objects of a bucket whose keys begin with a prefix; paths are relative to it."""

    def __init__(self, destination: BucketDestination, endpoint: str, region: str) -> None:
        self._bucket, self._prefix = destination.name, destination.prefix
        with self._plainly():
            session = botocore.session.get_session()
            self._client: Any = session.create_client(
                "s3",
                endpoint_url=endpoint or None,
                region_name=region or session.get_config_variable("region") or _USUAL_REGION,
                config=Config(
                    # Other services than Amazon's do not know its newer checksums.
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                    retries={"mode": "standard", "max_attempts": 4},
                    max_pool_connections=16,
                    connect_timeout=20,
                    read_timeout=60,
                    s3={"addressing_style": "path"} if endpoint else {},
                ),
            )

    def tags(self) -> dict[str, str]:
        """Return the entity tag of each object by its path."""
        with self._plainly():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._prefix
            )
            return {
                each["Key"].removeprefix(self._prefix): each["ETag"].strip('"')
                for page in pages
                for each in page.get("Contents", ())
            }

    def get(self, path: str) -> bytes:
        """Return the content of an object, which is empty if there is none."""
        with self._plainly():
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + path)
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") in ("NoSuchKey", "404"):
                    return b""
                raise
            data: bytes = answer["Body"].read()
            return data

    def put(self, path: str, data: bytes, content_type: str, cache_control: str) -> str:
        """Write an object, and return its entity tag."""
        with self._plainly():
            answer = self._client.put_object(
                Bucket=self._bucket,
                Key=self._prefix + path,
                Body=data,
                ContentType=content_type,
                CacheControl=cache_control,
            )
            return str(answer["ETag"]).strip('"')

    def delete(self, path: str) -> None:
        """Delete an object, if it exists."""
        with self._plainly():
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + path)

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """Turn the library's errors into one plain sentence; none contains a secret."""
        try:
            yield
        except ClientError as error:
            raise self._answer(error) from error
        except (NoCredentialsError, PartialCredentialsError, ProfileNotFound) as error:
            raise Failed("there are no credentials for the bucket", _CREDENTIALS) from error
        # Most errors of connections are OSErrors too.
        except (EndpointConnectionError, HTTPClientError, OSError) as error:
            url = getattr(error, "kwargs", {}).get("endpoint_url", "")
            to_url = f" to {url.partition('?')[0]}" if url else ""
            raise Failed(f"no connection{to_url}", f"check `endpoint`, or {_AGAIN}") from error
        except (BotoCoreError, ValueError) as error:
            raise Failed(str(error), _CREDENTIALS) from error

    def _answer(self, error: ClientError) -> Failed:
        details = error.response.get("Error", {})
        code = str(details.get("Code", ""))
        if code in _ANSWERS:
            message, hint = _ANSWERS[code]
            return Failed(message.format(bucket=self._bucket), hint)
        message_of_service = str(details.get("Message") or code or "no reason")
        return Failed(f"the service answers: {message_of_service.rstrip('.')} ({code})", _AGAIN)
