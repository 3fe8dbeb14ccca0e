#pragma once

#include "matching/Judgement.h"

#include <optional>
#include <string>
#include <vector>

namespace reprise::cli
{
/** What the user wants done with the next question. */
enum class Reply
{
    yes,
    no,
    unsure,
    undo,
    redo,
    play,
    playQuery,
    why,
    quit,
    help
};

/** One letter or one word, in lower case; empty for any other text. */
std::optional<Reply> replyFromText(const std::string& text);

/** Of a yes, no or unsure. */
Answer answerOf(Reply reply);

/** Reads a file of answers: one a line, `#` starts a comment. Throws FileError that names the line. */
std::vector<Reply> readReplies(const std::string& path);
} // namespace reprise::cli
