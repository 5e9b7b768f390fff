# shellcheck shell=bash
# What programs with sanitizers need in their environment; sourced. Every finding ends the program: undefined behaviour
# would only be printed otherwise. libomp's own memory is not instrumented.
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 ASAN_OPTIONS=detect_leaks=1
export TSAN_OPTIONS=ignore_noninstrumented_modules=1:halt_on_error=1
