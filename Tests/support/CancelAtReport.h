#pragma once

#include "base/Progress.h"

namespace reprise::test
{
/** A progress that is cancelled at its n-th report. */
class CancelAtReport
{
public:
    explicit CancelAtReport(int n) : wanted(n) {}
    CancelAtReport(const CancelAtReport&) = delete;
    CancelAtReport& operator=(const CancelAtReport&) = delete;

private:
    CancelToken token;
    int wanted, reports = 0;

public:
    const Progress progress{[this](double)
                            {
                                if (++reports == wanted)
                                    token.cancel();
                            },
                            &token};
};
} // namespace reprise::test
