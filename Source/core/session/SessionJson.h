#pragma once

#include "base/JsonFields.h"
#include "session/SessionFile.h"

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

/** Puts the fields it does not know into `unknown` where that is given; they are an error where it is null. */
Sound soundFromJson(const JsonFields& fields, UnknownFields* unknown);

/** An unjudged place. */
nlohmann::ordered_json predictedToJson(const Hit& hit);
Hit predictedFromJson(const JsonFields& fields);
/// @}

/** The fields of an object that are none of `known`, as a JSON object's text; empty: there are none. */
std::string unknownFieldsOf(const JsonFields& fields, std::initializer_list<const char*> known);

/** Appends such fields to an object. */
void appendUnknown(nlohmann::ordered_json& object, const std::string& unknown);
} // namespace reprise
