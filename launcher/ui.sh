# Builds the UI below web/dist where that can be done. Without it the server still builds, and says that it has no UI.
# Sourced by ./loopline and launcher/build.sh, which set $home.

# Vite asks for Node 20.19 or newer, of the 22 for 22.12.
node_will_do() {
  command -v npm >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
      process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)' 2>/dev/null
}

without_ui() {
  echo "loopline: $1: the server is built without its UI. $2" >&2
  rm -rf "$home/web/dist"
}

ui_changed() {
  [ -f "$home/web/dist/index.html" ] && [ -f "$home/.build/ui-began" ] || return 0
  [ -n "$(cd "$home" && find web/* \
    \( -name node_modules -o -path web/dist -o -path web/test -o -path web/dev \) -prune \
    -o ! -name '*.md' -newer .build/ui-began -print -quit)" ]
}

# The libraries are fetched again only where the lock file has changed: npm notes what it has installed.
fetch_ui_libraries() {
  [ "$home/web/node_modules/.package-lock.json" -nt "$home/web/package-lock.json" ] ||
    (cd "$home/web" && npm ci --no-audit --no-fund --loglevel=error) >"$home/.build/ui.log" 2>&1
}

build_ui() {
  ui_changed || return 0
  rm -f "$home/.build/wants-node"
  if ! node_will_do; then
    touch "$home/.build/wants-node"
    without_ui "There is no Node 20.19 or newer" "Install it and run again to get the UI."
    return 0
  fi
  echo "loopline: building the UI …" >&2
  touch "$home/.build/ui-begins"
  if ! fetch_ui_libraries; then
    tail -3 "$home/.build/ui.log" >&2
    without_ui "The UI's libraries could not be fetched (see .build/ui.log)" "With a network, launcher/build.sh gets it."
    return 0
  fi
  (cd "$home/web" && npm run build --silent) >"$home/.build/ui.log" 2>&1 || {
    tail -30 "$home/.build/ui.log" >&2
    echo "loopline: the UI did not build; the whole log is in .build/ui.log" >&2
    return 1
  }
  mv "$home/.build/ui-begins" "$home/.build/ui-began"
}
