#!/bin/sh
# Says in one line what a build needs and does not find here; says nothing when all is well. The Makefile asks it first.
if ! command -v node >/dev/null 2>&1; then
  echo "Node.js is missing: install version 20.19 or later (https://nodejs.org)"
elif ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(+a > 20 || (+a === 20 && +b >= 19) ? 0 : 1)'; then
  echo "Node.js $(node --version) is too old: install version 20.19 or later (https://nodejs.org)"
elif [ "$(uname -s)" != Linux ]; then
  echo "Isthmus needs Linux, for it works on the Linux kernel's own objects"
elif ! command -v npm >/dev/null 2>&1; then
  echo "npm is missing: it comes with Node.js (https://nodejs.org)"
elif [ -n "$CXX" ]; then
  command -v "${CXX%% *}" >/dev/null 2>&1 || echo "the C++ compiler that CXX names, $CXX, is not there"
elif ! command -v c++ >/dev/null 2>&1 && ! command -v g++ >/dev/null 2>&1 && ! command -v clang++ >/dev/null 2>&1; then
  echo "a C++ compiler is missing: install g++ or clang (Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++)"
fi
