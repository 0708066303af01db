"""What a host does with a commit: unpack it, install what it needs, build, and pack all of it into a slug."""

import os
import shutil
import subprocess
from pathlib import Path

from tools.rehearse.report import Report

ROOT = Path(__file__).parents[2]
SLUG_LIMIT = 500  # MB, Heroku's


def build(folder: Path, commit: str, user: dict, report: Report) -> Path:
    """Make the app in a folder from a commit, as a host does, for this user; return where it is."""
    app, slug = folder / "app", folder / "slug.tar.gz"
    app.mkdir()
    with report.step(f"unpack {commit}", figure=False):
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "x"], cwd=app, input=archive.stdout, check=True)
    with report.step("install requirements.txt and compile the kernels"):
        python = {"PYTHON": python_for(app, user)}
        subprocess.run(
            ["tools/setup.sh", "requirements.txt"], cwd=app, env=os.environ | python, check=True, stdout=2
        )
    with report.step("build"):
        subprocess.run(["tools/build.sh"], cwd=app, env=os.environ | path(app), check=True, stdout=2)
    with report.step("pack and unpack the slug"):
        for name in (app / ".slugignore").read_text().split():
            shutil.rmtree(app / name.strip("/"))
        subprocess.run(["tar", "czf", slug, "-C", app, "."], check=True)
        shutil.rmtree(app)
        app.mkdir()
        subprocess.run(["tar", "xzf", slug, "-C", app], check=True)
    size = slug.stat().st_size / 1e6
    report.figure("slug", f"{size:.0f} MB, without Python itself")
    report.check(size < SLUG_LIMIT, f"the slug is under {SLUG_LIMIT} MB")
    slug.unlink()
    return app


def python_for(app: Path, user: dict) -> str:
    """A Python that this user may run: one in an administrator's home is of no use to others."""
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin"} if user else None
    found = subprocess.run(["tools/python.sh"], cwd=app, env=env, capture_output=True, text=True, **user)
    if found.returncode:
        raise RuntimeError(found.stderr.strip())
    return found.stdout.strip()


def protect(app: Path, user: dict) -> None:
    """Let whoever runs the app write nothing into it: another user owns it, or else nobody may write.

    Without another user the machine code stays as it is: a copy of folders that nobody may write into is of
    no use to numba.
    """
    may = 0o755 if user else 0o555
    for place, folders, files in os.walk(app):
        for name in (".", *folders, *files):
            entry = Path(place, name)
            if not entry.is_symlink() and (user or "compiled-" not in str(entry)):
                entry.chmod(entry.stat().st_mode & may)


def path(app: Path) -> dict[str, str]:
    """The search path that has the app's own Python first."""
    return {"PATH": f"{app / '.venv' / 'bin'}{os.pathsep}/usr/local/bin:/usr/bin:/bin"}
