#!/usr/bin/env bash
# Installs the peers that `make scale` and `make typography` measure makeready with, and a German and a French text, as far as
# this machine lets it; tells what is missing.
#
# Programs of Debian where this runs as root (pandoc, Typst and WeasyPrint come with the lock requirements/scale.txt);
# npm packages, at fixed versions, into a cache folder outside the project: MAKEREADY_PEERS, else ~/.cache/makeready-peers.
set -uo pipefail

cache=${MAKEREADY_PEERS:-$HOME/.cache/makeready-peers}
debian=(
  texlive-xetex texlive-latex-recommended texlive-fonts-recommended texlive-lang-english lmodern
  calibre ruby-asciidoctor-pdf nodejs npm chromium poppler-utils php-faker texlive-lang-german texlive-lang-french
)
npm=(@vivliostyle/cli@11.0.0 pagedjs-cli@0.4.3)

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  missing=()
  for package in "${debian[@]}"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  # A Node that came from elsewhere brings its own npm; Debian's would want Debian's Node.
  if command -v npm >/dev/null; then missing=($(printf '%s\n' "${missing[@]}" | grep -vxE 'nodejs|npm')); fi
  if [ ${#missing[@]} -gt 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
  fi
else
  echo "peers: not root, or no apt-get: install by hand what is named as missing below" >&2
fi

if command -v npm >/dev/null; then
  mkdir -p "$cache"
  # Both bring a browser of their own unless told not to; the system's serves both.
  PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix "$cache" --no-save --no-fund --no-audit --loglevel=error "${npm[@]}"
fi

status=0
for program in xelatex ebook-convert asciidoctor-pdf chromium pdfinfo pdftotext vivliostyle pagedjs-cli; do
  if ! command -v "$program" >/dev/null && [ ! -x "$cache/node_modules/.bin/$program" ]; then
    echo "peers: missing: $program" >&2
    status=1
  fi
done
exit $status
