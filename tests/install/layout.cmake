# SPDX-License-Identifier: EUPL-1.2
# Installs into an empty folder and looks: is everything there, does the unit start the program
# that was installed, does that program run, and does it look for the screen where it is?
set(stage ${BUILD}/install-test)
file(REMOVE_RECURSE ${stage})
set(ENV{DESTDIR} ${stage})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX}
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

set(screen)
if(EXISTS ${SOURCE}/build/web/index.html) # made by scripts/web
  set(screen share/paraat/web/index.html)
endif()
foreach(file bin/paraat ${screen} share/man/man8/paraat.8.gz share/man/man5/paraat.conf.5.gz share/doc/paraat/changelog.Debian.gz lib/systemd/system/paraat.service
    share/doc/paraat/README.md share/doc/paraat/LICENSE share/doc/paraat/copyright share/doc/paraat/paraat.conf share/doc/paraat/docs/api.md
    share/doc/paraat/docs/monitoring/alerts.yml share/doc/paraat/docs/monitoring/grafana.json
    share/doc/paraat/docs/manual/coordinator.md share/doc/paraat/docs/screens/nu.png)
  if(NOT EXISTS ${stage}${PREFIX}/${file})
    message(FATAL_ERROR "${file} was not installed")
  endif()
endforeach()

file(READ ${stage}${PREFIX}/lib/systemd/system/paraat.service unit)
string(REGEX MATCHALL "\nExec[A-Za-z]*=[^ ]*" starts "${unit}")
if(starts STREQUAL "")
  message(FATAL_ERROR "the unit starts nothing")
endif()
foreach(start ${starts})
  if(NOT start MATCHES "=${PREFIX}/bin/paraat$" AND NOT start MATCHES "/kill$")
    message(FATAL_ERROR "the unit starts another program:${start}")
  endif()
endforeach()

# It is never given up, and an upgrade of a large database is never cut off. Mutation: leave one out.
string(REGEX MATCH "\n\\[Unit\\]\n[^[]*" about "\n${unit}")
string(REGEX MATCH "\n\\[Service\\]\n.*\n\\[Install\\]" service "${unit}")
if(NOT about MATCHES "\nStartLimitIntervalSec=0\n" OR NOT service MATCHES "\nRestart=always\n")
  message(FATAL_ERROR "systemd would give the service up after a few starts that failed")
endif()
if(NOT service MATCHES "\nTimeoutStartSec=infinity\n")
  message(FATAL_ERROR "systemd would cut off an upgrade that takes long")
endif()

# How much the service could do if it were taken over, from 0 to 10.
find_program(ANALYZE systemd-analyze)
if(ANALYZE)
  execute_process(COMMAND ${ANALYZE} security --offline=true --threshold=20 --no-pager
    ${stage}${PREFIX}/lib/systemd/system/paraat.service OUTPUT_VARIABLE exposure RESULT_VARIABLE bad)
  if(bad)
    message(FATAL_ERROR "the unit may do too much:\n${exposure}")
  endif()
endif()

execute_process(COMMAND ${stage}${PREFIX}/bin/paraat --version
  OUTPUT_VARIABLE version COMMAND_ERROR_IS_FATAL ANY)
if(NOT version MATCHES "^paraat [0-9]")
  message(FATAL_ERROR "the program says: ${version}")
endif()

# The screen's place is the built-in one: check complains of it only when it is not there.
file(WRITE ${stage}/paraat.conf "[service]\ndatabase = ${stage}/none.db\n")
execute_process(COMMAND ${stage}${PREFIX}/bin/paraat check --config ${stage}/paraat.conf
  OUTPUT_VARIABLE said ERROR_QUIET)
if(NOT EXISTS ${PREFIX}/share/paraat/web/index.html AND NOT said MATCHES "web_root ${PREFIX}/share/paraat/web ")
  message(FATAL_ERROR "the program looks for the screen elsewhere: ${said}")
endif()
file(REMOVE_RECURSE ${stage})
