#!/bin/sh
# Builds what ./loopline runs: the UI where Node is there, the jars, and the start-up cache.
# The jars and the class path land in .build/; .build/stamp is written last.
set -eu
cd "$(dirname "$0")/.."
. launcher/jdk.sh
find_jdk
command -v mvn >/dev/null || {
  echo "loopline: Maven is needed to build. Install it (for example: apt-get install maven)." >&2
  exit 1
}
mkdir -p .build
exec 9>.build/lock
if command -v flock >/dev/null; then flock 9; fi

build_ui() {
  [ -f web/package.json ] || return 0
  if ! command -v npm >/dev/null; then
    echo "loopline: Node is not installed, so the server is built without its UI. Install Node 20 and run again to get it." >&2
    return 0
  fi
  echo "loopline: building the UI …" >&2
  (cd web && npm ci --no-audit --no-fund --loglevel=error && npm run build --silent) >.build/ui.log 2>&1 || {
    tail -30 .build/ui.log >&2
    echo "loopline: the UI did not build; the whole log is in .build/ui.log" >&2
    return 1
  }
}

build_jars() {
  echo "loopline: building the server … (a first build also fetches its libraries)" >&2
  rm -rf .build/lib
  mvn -q -B -DskipTests -pl local -am package >.build/build.log 2>&1 || {
    grep -E '^\[ERROR\]' .build/build.log | head -20 >&2
    echo "loopline: the build failed; the whole log is in .build/build.log" >&2
    return 1
  }
  # Explicit and sorted: a start-up cache holds for exactly one class path.
  ls .build/lib/*.jar | LC_ALL=C sort | tr '\n' ':' | sed 's/:$//' >.build/classpath
}

# The start-up cache is named by the build's hash, because the JVM does not notice a changed jar.
build_start_up_cache() {
  rm -f .build/*.aot
  hash=$(cat .build/lib/*.jar | sha256sum | cut -c1-16)
  cache=.build/start-$hash.aot
  warm=$(mktemp -d)
  echo "loopline: preparing a fast start …" >&2
  "$JAVA_HOME/bin/java" $(cat launcher/jvm.options) -XX:AOTCacheOutput="$cache" \
    -cp "$(cat .build/classpath)" dev.loopline.local.Main up --port 0 --data-dir "$warm/data" --stop-when-ready \
    >.build/start-up-cache.log 2>&1 || rm -f "$cache"
  rm -rf "$warm"
}

build_ui
build_jars
build_start_up_cache
touch .build/stamp
