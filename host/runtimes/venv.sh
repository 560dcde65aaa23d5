#!/bin/sh
# Makes .venv with everything the PC side needs. Called by make; does nothing twice.
#
# It is sh because it runs before any Python is known to be there. A Python named with PYTHON=
# is taken or refused, never replaced by another; `venv.sh check` does that and nothing else.
set -eu
cd "$(dirname "$0")/../.."

made= # set while .venv is new and not yet whole

fail() {
    rm -rf .venv/ready ${made:+.venv}
    printf '%s\n' "$@" >&2
    exit 2
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# The first interpreter that is new enough and really starts (a version manager's shim may not).
find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if is_new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
}

# The installation that a Python belongs to, be it in an environment or not.
installation() {
    "$1" -c 'import sys; print(sys.base_prefix, sys.version)' 2>/dev/null
}

check_named() {
    [ -n "${PYTHON:-}" ] || return 0
    is_new_enough "$PYTHON" || fail_named "it is not there, does not start or is older than 3.11"
    if [ -x .venv/bin/python ] &&
        [ "$(installation .venv/bin/python)" != "$(installation "$PYTHON")" ]; then
        fail_named ".venv was made with another Python; run make clean first"
    fi
}

fail_named() {
    printf '%s\n' "PYTHON=$PYTHON: $1" >&2
    exit 2
}

# Debian ships venv apart from Python; as root it is installed. apt-get speaks only if it fails.
install_python() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "installing python3 python3-venv"
    said=$(apt-get -q update 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
        --no-install-recommends --no-remove python3 python3-venv 2>&1) || {
        printf '%s\n' "$said" >&2
        return 1
    }
}

check_named
[ "${1:-}" != check ] || exit 0

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
    made=yes
    echo "making .venv with $("$python" --version)"
    "$python" -m venv .venv >/dev/null 2>&1 || { install_python && "$python" -m venv .venv; } ||
        fail "setting up .venv: $python has no venv module;" \
            "on Debian: apt-get install python3-venv"
fi

echo "installing Python packages into .venv"
mkdir -p build
if ! .venv/bin/python -m pip install -q --disable-pip-version-check --editable '.[test]' \
    >build/pip.log 2>&1; then
    fail "setting up .venv: pip could not install the packages named in pyproject.toml:" \
        "$(grep -E '^ *ERROR' build/pip.log | tail -n 1)" \
        "check the network and run make again; all that pip said is in build/pip.log"
fi
touch .venv/ready
