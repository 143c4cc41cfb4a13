# Shared by ./run and ./test: finds what they need, installs it where it may, else says what to install.

say() { printf '%s\n' "$*"; }

stop() { printf '%s\n' "$*" >&2; exit 1; }

log=$(mktemp "${TMPDIR:-/tmp}/opsbot.XXXXXX")
trap 'rm -f "$log"' EXIT

# apt_install PACKAGE: true when it is installed afterwards.
apt_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "Installing $1 with apt-get, which can take a few minutes."
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q update </dev/null >"$log" 2>&1 || true
    apt-get -q -y --no-install-recommends install "$1" </dev/null >"$log" 2>&1 || { grep -m 1 '^E: ' "$log" >&2; return 1; }
}

has_dotnet() { command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; }

need_dotnet() {
    export DOTNET_NOLOGO=true DOTNET_CLI_TELEMETRY_OPTOUT=true
    # A service or CI job may have no home; the SDK insists on one.
    export HOME=${HOME:-${TMPDIR:-/tmp}}
    # Microsoft's installer puts it here, and not on the PATH.
    if ! has_dotnet && [ -x "$HOME/.dotnet/dotnet" ]; then PATH=$HOME/.dotnet:$PATH; fi
    has_dotnet || { apt_install dotnet-sdk-10.0 && has_dotnet; } ||
        stop "OpsBot needs the .NET 10 SDK: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and start again."
}

# A proxy to route through. The package starts one of the system's as well, on port 80, which nobody here has asked for.
need_caddy() {
    command -v caddy >/dev/null && return
    apt_install caddy && command -v caddy >/dev/null || return 1
    ! command -v systemctl >/dev/null || systemctl -q disable --now caddy 2>/dev/null || true
}

has_engine() { command -v dockerd >/dev/null && [ -x /bin/busybox ]; }

# A Docker engine that can be started, and a busybox that needs nothing else, for its one small image.
need_engine() {
    [ -z "${DOCKER_HOST:-}" ] || return 0
    [ "$(id -u)" = 0 ] || stop "The tests of a real Docker engine need root, or DOCKER_HOST set to an engine."
    has_engine || { apt_install docker.io && apt_install busybox-static && has_engine; } ||
        stop "The tests of a real Docker engine need one: install it (Debian: apt install docker.io busybox-static), or set DOCKER_HOST."
}

# build PROJECT: silent unless it fails.
build() {
    say "Building ..."
    # One compiler for all projects, warm after the first, wherever this runs; of its own, so that it can be ended.
    local compiler=opsbot-build-$$ code=0
    DOTNET_TieredPGO=0 dotnet build "$1" -c Release -v quiet -nologo -clp:ErrorsOnly \
        -p:UseSharedCompilation=true -p:SharedCompilationId=$compiler </dev/null >"$log" 2>&1 || code=$?
    pkill -f -- "-pipename:$compiler" 2>/dev/null || true
    [ $code != 0 ] || return 0
    grep -E 'error' "$log" | sort -u >&2 || cat "$log" >&2
    stop "The build failed; the errors are above."
}
