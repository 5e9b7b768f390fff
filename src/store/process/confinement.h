#pragma once
// A process that reads foreign files needs no network and writes nothing.

namespace farside {

// From here on this process can't make a connection, open a file for writing, change or remove one, or start a program:
// such calls fail as not permitted. What it has open stays open. Where the kernel has no filters for system calls
// (seccomp), nothing changes.
void forbid_network_and_writing();

}  // namespace farside
