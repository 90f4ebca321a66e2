"""The portal as it runs, on the data folder of the test run, with plain static files."""

from config.settings import *  # noqa: F403 - as in use

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
