#pragma once

#include "base/JsonFields.h"
#include "session/SessionFile.h"

#include <filesystem>
#include <nlohmann/json.hpp>

namespace reprise
{
/// @name How the parts of a session are written in session files and journals.
/// Readers are strict and throw FileError naming the place; whether an action is possible is the document's
/// to say. What is read back equals what was written, to the last bit.
/// @{
nlohmann::ordered_json toJson(const Action& action);
Action actionFromJson(const JsonFields& fields);

/** With the fields this version does not know, each after the known ones. */
nlohmann::ordered_json toJson(const Sound& sound, const UnknownFields& unknown = {});

/** Puts the fields it does not know into `unknown` where that is given, else leaves them out. */
Sound soundFromJson(const JsonFields& fields, UnknownFields* unknown);

/** The audio as a session file at this place names it. */
nlohmann::ordered_json toJson(const SessionAudio& audio, const std::filesystem::path& sessionFile);
SessionAudio audioFromJson(const JsonFields& fields, const std::filesystem::path& sessionFile);

/** An unjudged place. */
nlohmann::ordered_json predictedToJson(const Hit& hit);
Hit predictedFromJson(const JsonFields& fields);
/// @}

/** The fields of an object that are none of `known`, as a JSON object's text; empty: there are none. */
std::string unknownFieldsOf(const JsonFields& fields, std::initializer_list<const char*> known);

/** The fields, at any depth, that something read has beyond what is written for it, as JSON of the same shape;
    empty: there are none. Lists are compared where they are of one length. */
std::string unknownFieldsOf(const nlohmann::json& read, const nlohmann::ordered_json& written);

/** Appends such fields where they were. */
void appendUnknown(nlohmann::ordered_json& json, const std::string& unknown);
} // namespace reprise
