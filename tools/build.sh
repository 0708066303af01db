#!/bin/sh
# The last step of a build on a host, after `pip install -r requirements.txt`: leaves out what is never run, and
# compiles the kernels, so that neither a start nor a visitor waits for it.
#   tools/build.sh [PLACE]   PLACE: the folder in which the app will run, if it is not the one that it is built in
set -eu
cd "$(dirname "$0")/.."
built=$PWD
place=${1:-$built}

# A sixth of what is sent to each machine at each start: C++ headers, and other people's tests.
packages=$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
rm -rf "$packages/torch/test" "$packages/torch/include"
find "$packages/torch/bin" -type f ! -name torch_shm_manager -delete
for name in networkx numba numpy scipy sympy; do
    find "$packages/$name" -type d -name tests -prune -exec rm -rf {} +
done

python -m compileall -q dashboard models

# Machine code is found by the place of its sources. Heroku builds in one folder and runs in another.
if [ "$place" != "$built" ]; then
    if [ -e "$place/models" ]; then
        echo "$place/models is there already, so the kernels cannot be compiled for $place" >&2
        exit 1
    fi
    mkdir -p "$place"
    cp -R models "$place/models"
    cd "$place"
fi
python -m models.kernels.warm
if [ "$place" != "$built" ]; then
    cp -R models/kernels/__pycache__/compiled-* "$built/models/kernels/__pycache__/"
    cd "$built"
    rm -r "$place/models"
fi
# It is made for its owner alone, and whoever runs the app may be somebody else.
chmod -R a+rX models/kernels/__pycache__
