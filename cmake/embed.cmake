# SPDX-License-Identifier: EUPL-1.2
# embed_text(TARGET SYMBOL FILE): puts a text file into the target as
#   extern const char SYMBOL[]; extern const size_t SYMBOL_len;   (NUL-terminated)
# embed_description(TARGET SYMBOL DIR): the JSON objects in DIR, merged into one text, likewise.
# embed_migrations(TARGET DIR): the array that schema/migrate.h declares.
# Run with -DIN= -DOUT= -DSYMBOL= (or -DDIR=) this file is also the generator.

function(embed_text target symbol file)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embed/${symbol}.c)
  add_custom_command(OUTPUT ${out} DEPENDS ${file} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    COMMAND ${CMAKE_COMMAND} -DSYMBOL=${symbol} -DIN=${file} -DOUT=${out} -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake)
  target_sources(${target} PRIVATE ${out})
endfunction()

function(embed_description target symbol dir)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embed/${symbol}.json)
  file(GLOB files CONFIGURE_DEPENDS ${dir}/*.json)
  add_custom_command(OUTPUT ${out} DEPENDS ${files}
    COMMAND ${JQ} -c -s "reduce .[] as $part ({}; . * $part)" ${files} > ${out} VERBATIM)
  embed_text(${target} ${symbol} ${out})
endfunction()

function(embed_migrations target dir)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embed/migrations.c)
  file(GLOB files CONFIGURE_DEPENDS ${dir}/*.sql)
  add_custom_command(OUTPUT ${out} DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    COMMAND ${CMAKE_COMMAND} -DDIR=${dir} -DOUT=${out} -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake)
  target_sources(${target} PRIVATE ${out})
endfunction()

function(bytes_of file ret)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "((0x..,){20})" "\\1\n" bytes "${bytes}")
  set(${ret} "${bytes}0x00" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE AND DEFINED OUT)
  if(DEFINED SYMBOL)
    bytes_of(${IN} bytes)
    file(WRITE ${OUT} "#include <stddef.h>\nextern const char ${SYMBOL}[];\nextern const size_t ${SYMBOL}_len;\nconst char ${SYMBOL}[] = {\n${bytes}\n};\nconst size_t ${SYMBOL}_len = sizeof ${SYMBOL} - 1;\n")
  else()
    file(GLOB files ${DIR}/*.sql)
    list(SORT files)
    set(text "#include \"schema/migrate.h\"\n")
    set(rows "")
    set(n 0)
    foreach(file ${files})
      math(EXPR n "${n}+1")
      get_filename_component(name ${file} NAME_WE)
      bytes_of(${file} bytes)
      string(APPEND text "static const char sql_${n}[] = {\n${bytes}\n};\n")
      string(APPEND rows "\t{ ${n}, \"${name}\", sql_${n} },\n")
    endforeach()
    file(WRITE ${OUT} "${text}const struct migration migrations[] = {\n${rows}};\nconst size_t migrations_count = ${n};\n")
  endif()
endif()
