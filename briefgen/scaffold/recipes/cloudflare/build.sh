#!/bin/sh
# Builds the site, and writes the time at which the next text is due, for worker.js.
set -eu
python3 -m pip install "$(echo wheels/briefgen-*.whl)[images,pdf,search,social]"
python3 -m briefgen check
next=$(python3 -m briefgen build --print-next-release)
echo "export default '$next'" > cloudflare/next-release.js
python3 -m briefgen build --strict
