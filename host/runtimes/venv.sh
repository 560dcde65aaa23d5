#!/bin/sh
# Makes .venv with everything the PC side needs. Called by make; does nothing twice.
#
# It is sh because it runs before any Python is known to be there.
set -eu
cd "$(dirname "$0")/../.."

fail() {
    rm -f .venv/ready
    printf '%s\n' "$@" >&2
    exit 2
}

# The first interpreter that is new enough and really starts (a version manager's shim may not).
find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

# Debian ships venv apart from Python; as root it is installed, else its name is told.
install_python() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "installing python3 python3-venv"
    apt-get -q update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
        --no-install-recommends --no-remove python3 python3-venv >/dev/null
}

python=$(find_python)
if [ -z "$python" ]; then
    install_python || true
    python=$(find_python)
fi
[ -n "$python" ] || fail \
    "setting up .venv: no Python 3.11 or later found (tried python3 and python3.11 to 3.14);" \
    "install one, or name it: make PYTHON=/path/to/python3 ..."

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    echo "making .venv with $("$python" --version)"
    "$python" -m venv .venv >/dev/null 2>&1 || { install_python && "$python" -m venv .venv; } ||
        { rm -rf .venv; fail "setting up .venv: $python has no venv module;" \
            "on Debian: apt-get install python3-venv"; }
fi

echo "installing Python packages into .venv"
.venv/bin/python -m pip install -qq --disable-pip-version-check --editable '.[test]' || fail \
    "setting up .venv: pip could not install the packages named in pyproject.toml (see above);" \
    "check the network and run make again"
touch .venv/ready
