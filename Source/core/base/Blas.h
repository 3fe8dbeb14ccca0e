#pragma once

namespace reprise
{
/** Throws std::bad_alloc where OpenBLAS would get no memory to work with: it asks for 128 MiB for each thread that uses
    it, when it first does, and goes on asking for ever. To be called before products: the first call has the library
    take it all, later ones are cheap. Nothing with other libraries and systems. Any thread. */
void requireBlasMemory();
} // namespace reprise
