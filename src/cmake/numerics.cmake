# The flags that equal bits rest on (src/DECISIONS.md): no contraction anywhere, no value-changing maths.
add_library(farside_flags INTERFACE)
target_include_directories(farside_flags INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/src/include
  ${PROJECT_BINARY_DIR}/generated)
target_compile_features(farside_flags INTERFACE cxx_std_20)
target_compile_options(farside_flags INTERFACE
  -ffp-contract=off -fno-math-errno -fno-trapping-math -Wall -Wextra -Wpedantic -Wshadow -Wno-psabi
  -Wno-unknown-warning-option)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 finds overlaps in "text" + std::string (GCC bug 105651)
  target_compile_options(farside_flags INTERFACE -Wno-restrict)
endif()
if(CMAKE_UNITY_BUILD)
  # A name of one source hides none of another's.
  target_compile_options(farside_flags INTERFACE -Wno-shadow)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # `&` is the word for masks of lanes, and so for the bool of a single case.
  target_compile_options(farside_flags INTERFACE -Wno-bitwise-instead-of-logical)
endif()
if(FARSIDE_WERROR)
  target_compile_options(farside_flags INTERFACE -Werror)
endif()
if(FARSIDE_SANITIZE)
  # -O1: the kernels would take many minutes to compile otherwise.
  set(FARSIDE_SANITIZE_OPTIONS -O1 -g1 CACHE STRING "of what has sanitizers, whatever the build type")
  target_compile_options(farside_flags INTERFACE -fsanitize=${FARSIDE_SANITIZE} -fno-omit-frame-pointer
    ${FARSIDE_SANITIZE_OPTIONS})
  target_link_options(farside_flags INTERFACE -fsanitize=${FARSIDE_SANITIZE})
endif()

# Compiler options for one x86-64 level, and the namespace of its code.
# clang 14 lacks the level names in __builtin_cpu_supports, not in -march.
function(farside_isa_options target level space)
  target_compile_options(${target} PRIVATE -march=x86-64-${level})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND level STREQUAL "v4")
    # g++ 12 reads its own _mm512_undefined_pd() as an uninitialised variable.
    target_compile_options(${target} PRIVATE -Wno-uninitialized -Wno-maybe-uninitialized)
  endif()
  target_compile_definitions(${target} PRIVATE FARSIDE_ISA=${space})
endfunction()

# farside_add_kernel(<v2|v3|v4>): the objects kernel_<level>, src/engine/kernel_isa.cpp for one x86-64 level.
function(farside_add_kernel level)
  farside_add_isa_objects(kernel_${level} kernel_isa.cpp ${level} isa_${level})
  string(REPLACE v4 v3 scalar ${level})
  target_compile_definitions(kernel_${level} PRIVATE FARSIDE_KERNEL_FN=kernel_${level}
    FARSIDE_SCALAR_FN=scalar_${scalar})
endfunction()

# farside_add_scalar(<v2|v3>): the objects scalar_<level>, src/engine/scalar_isa.cpp. v4 has that of v3.
function(farside_add_scalar level)
  farside_add_isa_objects(scalar_${level} scalar_isa.cpp ${level} isa_${level}_scalar)
  target_compile_definitions(scalar_${level} PRIVATE FARSIDE_SCALAR_FN=scalar_${level})
endfunction()

function(farside_add_isa_objects target source level space)
  add_library(${target} OBJECT ${PROJECT_SOURCE_DIR}/src/engine/${source})
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  target_link_libraries(${target} PRIVATE farside_flags)
  farside_isa_options(${target} ${level} ${space})
  target_compile_options(${target} PRIVATE -fno-exceptions -fno-rtti)
  if(FARSIDE_SANITIZE)
    return()
  endif()
  if(level STREQUAL "v2")
    # It computes multiply-adds in software: -O3 gains a hundredth and takes twice as long to compile.
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  else()
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O3>)
  endif()
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    return()
  endif()
  if(level STREQUAL "v2")
    # No x87 instructions, by which -O1 stores a constant.
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-mno-80387>)
  elseif(level STREQUAL "v3")
    # Fewer values wait on the stack, fewer are copied from register to register.
    target_compile_options(${target} PRIVATE "$<$<CONFIG:Release>:-frename-registers;-flive-range-shrinkage>")
  elseif(level STREQUAL "v4")
    # Has registers enough to let independent chains run beside each other; with shrunk ranges, multiply-adds would
    # lose the constants that they read from memory.
    target_compile_options(${target} PRIVATE
      "$<$<CONFIG:Release>:-frename-registers;-fschedule-insns;-fsched-pressure>")
  endif()
endfunction()
