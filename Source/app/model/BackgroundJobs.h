#pragma once

#include "base/Progress.h"

#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>

namespace reprise::app
{
/** Why something failed, in words for people. */
std::string reasonOf(const std::exception& error);

/** Runs single pieces of work off the message thread and hands their results back to it.

    A job whose token was cancelled delivers nothing, however far it came: to replace a job, cancel its token and run
    another. Errors of the work come back as text.
    Threads  made, called and destroyed on the message thread. Destruction cancels everything and waits for what
             cannot be interrupted. */
class BackgroundJobs
{
public:
    using Delivery = std::function<void()>;
    using Work =
        std::function<Delivery(const Progress&)>; ///< on its own thread; the delivery on the message thread
    using Failure = std::function<void(const std::string&)>;
    using Report = std::function<void(double)>;
    using Token = std::shared_ptr<CancelToken>;

    ~BackgroundJobs();

    /** `report` gets the progress on the message thread, about 20 times a second. */
    Token run(Work work, Failure failure, Report report = {});

private:
    struct Running
    {
        Token token;
        std::shared_ptr<std::atomic<bool>> isDone;
        std::thread thread;
    };
    std::list<Running> running;
};
} // namespace reprise::app
