#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace reprise
{
/** Keeps the numbers of closed standard streams from the files that a program opens: what is said would be written into
    one of them. Each fails as a closed one does, as /dev/null is opened the wrong way round. Call it first in main(). */
inline void occupyClosedStreams()
{
    for (const auto stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(stream, F_GETFD) < 0)
            ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}
} // namespace reprise
