/* SPDX-License-Identifier: EUPL-1.2 */
/* The kernel's own count of the bytes of a connection. Alone in its file:
 * <linux/tcp.h>, which has that count, and <netinet/tcp.h> exclude each other. */
#include "service/http/unread.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

bool unread_is_untouched(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof info;
	int waiting = 0;

	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0
	       && ioctl(fd, FIONREAD, &waiting) == 0
	       && info.tcpi_bytes_received
			  <= (uint64_t)waiting + 1; /* the end counts as one */
}
