# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian packages as a source of tracker modules: download, unpack, look for modules."""
import gzip
import hashlib
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path

MODULE_SUFFIXES = (".mod", ".xm", ".it", ".s3m", ".mptm")
SMALLEST_MODULE = 1200          # bytes; shorter files are stubs
LARGEST_MODULE = 30_000_000


class PackageError(Exception):
    """A package that cannot be downloaded or unpacked."""


@dataclass(frozen=True)
class ModuleFile:
    """One module as found in a package."""
    package: str
    path: str                   # inside the package
    data: bytes                 # uncompressed

    @property
    def digest(self):
        return hashlib.sha256(self.data).hexdigest()

    @property
    def base_name(self):
        """The file name without folders and without the endings of modules and compression."""
        name = Path(self.path).name
        while Path(name).suffix.lower() in MODULE_SUFFIXES + (".gz",):
            name = Path(name).stem
        return name


def read_package_list(path):
    """Package names, one a line; everything after '#' is a comment."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    names = [line.partition("#")[0].strip() for line in lines]
    return [name for name in names if name]


class PackageCache:
    """Keeps downloaded packages in CACHE/debs and what they hold in CACHE/unpacked."""

    def __init__(self, folder):
        self.archives = Path(folder) / "debs"
        self.unpacked = Path(folder) / "unpacked"
        self.archives.mkdir(parents=True, exist_ok=True)
        self.unpacked.mkdir(parents=True, exist_ok=True)

    def archive(self, package):
        """The downloaded archive, or None."""
        archives = sorted(self.archives.glob(package + "_*.deb"))
        return archives[-1] if archives else None

    def version(self, package):
        """The version that was downloaded, or None."""
        archive = self.archive(package)
        return archive.name.split("_")[1].replace("%3a", ":") if archive else None

    def fetch(self, package):
        """The folder with the contents of a package; downloads and unpacks it when needed."""
        archive = self.archive(package) or self._download(package)
        folder = self.unpacked / archive.stem
        if not folder.exists():
            self._unpack(archive, folder)
        return folder

    def modules(self, package):
        """Every module file of a package in order of its path."""
        root = self.fetch(package)
        for path in sorted(root.rglob("*")):
            if path.is_symlink() or not path.is_file() or not looks_like_module(path):
                continue
            data = read_maybe_compressed(path)
            if data:
                yield ModuleFile(package, str(path.relative_to(root)), data)

    def _download(self, package):
        command = ["apt-get", "download", "--quiet", package]
        result = subprocess.run(command, cwd=self.archives, text=True, errors="replace",
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        archive = self.archive(package)
        if result.returncode or not archive:
            reason = (result.stdout.strip().splitlines() or ["no message"])[-1]
            raise PackageError(f"apt-get download failed: {reason}")
        return archive

    def _unpack(self, archive, folder):
        """Unpacks beside the final place first, so that a broken run leaves nothing half done."""
        unfinished = folder.with_name(folder.name + ".part")
        unfinished.mkdir(exist_ok=True)
        result = subprocess.run(["dpkg", "-x", str(archive), str(unfinished)], text=True, errors="replace",
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if result.returncode:
            raise PackageError(f"dpkg cannot unpack {archive.name}: {result.stdout.strip()[-200:]}")
        unfinished.rename(folder)


def looks_like_module(path):
    """Judges by name and size; Amiga files may carry 'mod.' in front instead of behind."""
    name = path.name.lower().removesuffix(".gz")
    named = name.endswith(MODULE_SUFFIXES) or name.startswith("mod.")
    return named and SMALLEST_MODULE <= path.stat().st_size <= LARGEST_MODULE


def read_maybe_compressed(path):
    """The bytes of a file, gzip undone; None where the compressed data is broken."""
    data = path.read_bytes()
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return None
