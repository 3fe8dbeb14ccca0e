#include "base/ProgramIdentity.h"

#if defined(__linux__)
#include <cstring>
#include <elf.h>
#include <fstream>
#include <link.h>
#include <string_view>
#endif

namespace reprise
{
namespace
{
#if defined(__linux__)
/** The build identifier among the notes of a loaded object; empty where it has none. */
std::string buildIdOf(const dl_phdr_info& object)
{
    constexpr auto aligned = [](std::size_t size) { return (size + 3) / 4 * 4; };
    for (int i = 0; i < object.dlpi_phnum; ++i)
    {
        const auto& part = object.dlpi_phdr[i];
        if (part.p_type != PT_NOTE)
            continue;
        const auto* at = reinterpret_cast<const char*>(object.dlpi_addr + part.p_vaddr);
        for (const auto* end = at + part.p_memsz; at + sizeof(ElfW(Nhdr)) <= end;)
        {
            ElfW(Nhdr) note;
            std::memcpy(&note, at, sizeof(note));
            const auto* name = at + sizeof(note);
            const auto* content = name + aligned(note.n_namesz);
            if (note.n_type == NT_GNU_BUILD_ID &&
                std::string_view(name, note.n_namesz) == std::string_view("GNU\0", 4))
                return {content, note.n_descsz};
            at = content + aligned(note.n_descsz);
        }
    }
    return {};
}

/** Appends "name, identifier" of one loaded object. The program comes first, without a name. */
int addObject(dl_phdr_info* object, std::size_t, void* text)
{
    auto& identity = *static_cast<std::string*>(text);
    const std::string_view name = object->dlpi_name;
    if (!identity.empty() && name.find('/') == std::string_view::npos)
        return 0; // what the kernel maps
    const auto id = buildIdOf(*object);
    if (identity.empty() && id.empty())
        return 1;
    identity += std::string(name) + ',' + id + '\n';
    return 0;
}

/** What distinguishes processors for those that choose by it. */
std::string processor()
{
    std::ifstream info("/proc/cpuinfo");
    std::string text, line;
    while (std::getline(info, line) && !line.empty()) // the first of them
        for (const auto* field :
             {"vendor_id", "cpu family", "model", "flags", "CPU implementer", "CPU part", "Features"})
            if (line.starts_with(field))
                text += line + '\n';
    return text;
}

std::string identify()
{
    std::string identity;
    dl_iterate_phdr(addObject, &identity);
    return identity.empty() ? identity : identity + processor();
}
#else
std::string identify()
{
    return {};
}
#endif

/** Before main(): what is loaded later (drivers, plug-ins) has no part in it. */
const std::string identityAtStart = identify();
} // namespace

const std::string& programIdentity()
{
    return identityAtStart;
}
} // namespace reprise
