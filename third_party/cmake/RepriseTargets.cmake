# reprise_settings: what every target of our own is compiled with.
add_library(reprise_settings INTERFACE)
target_compile_features(reprise_settings INTERFACE cxx_std_20)
target_compile_options(reprise_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${REPRISE_WARNINGS_AS_ERRORS}>:-Werror>)
# GCC 12 warns about its own std::string operator+ (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(reprise_settings INTERFACE -Wno-restrict)
endif()
# By which the cache of analyses knows its own program (base/ProgramIdentity.h).
target_link_options(reprise_settings INTERFACE $<$<PLATFORM_ID:Linux>:LINKER:--build-id>)
if(REPRISE_SANITIZE)
  target_compile_options(reprise_settings INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
                                                    -fno-omit-frame-pointer)
  # The instrumented code makes GCC see uninitialised values in the standard library's own headers.
  target_compile_options(reprise_settings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(reprise_settings INTERFACE -fsanitize=address,undefined)
endif()

# Compiles a dependency's headers as system headers, so that only our own warnings count.
function(reprise_link_system target scope)
  foreach(library IN LISTS ARGN)
    target_link_libraries(${target} ${scope} ${library})
    get_target_property(includes ${library} INTERFACE_INCLUDE_DIRECTORIES)
    if(includes)
      target_include_directories(${target} SYSTEM ${scope} ${includes})
    endif()
  endforeach()
endfunction()
