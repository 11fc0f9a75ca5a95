/* SPDX-License-Identifier: EUPL-1.2 */
/* The kernel's own count of the bytes of a connection. Alone in its file:
 * <linux/tcp.h>, which has that count, and <netinet/tcp.h> exclude each other. */
#include "service/http/received.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>

/* The end counts as one; it has come when the state says so. */
enum { STATE_ESTABLISHED = 1 };

bool received_anything(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof info;

	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
		return true;
	return info.tcpi_bytes_received
	       > (info.tcpi_state == STATE_ESTABLISHED ? 0U : 1U);
}
