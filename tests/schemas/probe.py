"""Random requests to a real server, drawn by schemathesis from its own OpenAPI description, with all its checks."""

import os
import subprocess
import sys
from pathlib import Path

TAGS = ("apyhub", "skycore")  # the doors that are held to it
_CONFIG = """\
[auth.openapi]
apyToken = {{ api_key = "{key}" }}
apiKey = {{ api_key = "{key}" }}
bearer = {{ bearer = "{key}" }}
basic = {{ username = "admin@localhost", password = "{key}" }}
"""
HOOKS = Path(__file__).with_name("hooks.py")


def probe(url: str, key: str, folder: Path, *, examples: int, seconds: int, seed: int) -> str:
    """What schemathesis says where it finds anything; "" where it finds nothing.

    `folder` is an empty one to run in, so that no report is left elsewhere.
    """
    (folder / "schemathesis.toml").write_text(_CONFIG.format(key=key))
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{url}/openapi.json", "--checks", "all"]
    command += ["--exclude-checks", "positive_data_acceptance"]
    command += [option for tag in TAGS for option in ("--include-tag", tag)]
    command += ["--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure", "--no-color"]
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"SCHEMATHESIS_HOOKS": str(HOOKS), "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout
