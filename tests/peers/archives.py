"""Zip archives and folders as what they hold: names and bytes."""

import io
import zipfile


def packed(entries):
    """An archive in memory."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return memory.getvalue()


def unpacked(archive):
    """What an archive holds; directory entries aside, and no name twice."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        names = [name for name in opened.namelist() if not name.endswith("/")]
        assert len(names) == len(set(names)), names
        return {name: opened.read(name) for name in names}


def folder(path):
    """What a folder holds, by paths as archives write them."""
    files = [file for file in path.rglob("*") if file.is_file()]
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}
