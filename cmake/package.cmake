# SPDX-License-Identifier: EUPL-1.2
# The Debian package: scripts/package.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME paraat)
set(CPACK_PACKAGE_VENDOR "Veiligheidsregio IJsselland")
set(CPACK_PACKAGE_CONTACT "Paraat maintainers <paraat@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "rosters and call-outs of a crisis organisation")
set(CPACK_PACKAGE_DESCRIPTION "Keeps people, functions and duties of a crisis organisation, and calls people out:
by text message, telephone, e-mail and push; who comes, when, is every place filled.
Logs training and exercises so that an auditor can trust the record.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1) # as in packaging/debian/changelog
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, init-system-helpers, tzdata, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "nginx")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_SOURCE_DIR}/packaging/debian/postinst
  ${CMAKE_SOURCE_DIR}/packaging/debian/prerm
  ${CMAKE_SOURCE_DIR}/packaging/debian/postrm)
set(CPACK_STRIP_FILES ON)
include(CPack)
