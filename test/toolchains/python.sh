#!/usr/bin/env bash
# Makes the virtual environment of $PYTHON with exactly the packages of $REQUIREMENTS, once for each content of that file.
set -euo pipefail
environment="$(dirname "$(dirname "$PYTHON")")"
cmp -s "$REQUIREMENTS" "$environment/requirements.txt" && exit
python3 -m venv --clear "$environment"
"$PYTHON" -m pip install --quiet --no-deps --requirement "$REQUIREMENTS"
cp "$REQUIREMENTS" "$environment/requirements.txt"
