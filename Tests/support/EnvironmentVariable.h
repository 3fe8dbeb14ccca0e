#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace reprise::test
{
/** Sets a variable of the environment while it lives. */
class EnvironmentVariable
{
public:
    EnvironmentVariable(std::string variable, const std::string& value) : name(std::move(variable))
    {
        if (const auto* known = std::getenv(name.c_str()))
            before = known;
        ::setenv(name.c_str(), value.c_str(), 1);
    }
    ~EnvironmentVariable()
    {
        if (before)
            ::setenv(name.c_str(), before->c_str(), 1);
        else
            ::unsetenv(name.c_str());
    }
    EnvironmentVariable(const EnvironmentVariable&) = delete;
    EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

private:
    std::string name;
    std::optional<std::string> before;
};
} // namespace reprise::test
