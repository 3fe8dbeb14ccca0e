# SPDX-License-Identifier: 0BSD
# Copyright (C) 2026 The Reprise developers. Free to copy, change and ship, without conditions.
class_name RepriseEvents
extends Node
## Emits [signal event_reached] when a playing stream passes an event that Reprise has found.
##
## Positions count in samples of the recording. An event is reached once playback is past its first
## sample, so one at sample 0 is reached right after the start and again after each loop.

signal event_reached(event: Dictionary)

## Clocks of mixers step back by a few milliseconds; a longer step back is a loop or a seek.
const JITTER_SECONDS := 0.1

@export_file("*.json") var events_file := ""
@export var player: AudioStreamPlayer
## What is reached: "confirmed", "predicted", "rejected".
@export var states: PackedStringArray = ["confirmed", "predicted"]
## Emit so many seconds before the sound is heard, to lead into an animation.
@export var ahead_seconds := 0.0
## Whether a step back means that the stream began again, and not a seek.
@export var loops := true

var sample_rate := 0.0
var sample_count := 0.0
var events: Array[Dictionary] = []

var _reached := 0.0  # events before this sample have been emitted
var _next := 0


func _ready() -> void:
	if events_file != "":
		load_events(events_file)


## Reads an events file; an error is reported and returned, and nothing is emitted then.
func load_events(path: String) -> Error:
	events.clear()
	seek(0.0)
	var text := FileAccess.get_file_as_string(path)
	var document: Variant = JSON.parse_string(text)
	if not document is Dictionary or document.get("format") != "reprise.events":
		push_error("%s: is no reprise.events file" % path)
		return ERR_FILE_UNRECOGNIZED
	if document.get("version") != 1.0:
		push_error("%s: version %s is not known" % [path, document.get("version")])
		return ERR_FILE_UNRECOGNIZED
	sample_rate = document["audio"]["sampleRate"]
	sample_count = document["audio"]["samples"]
	for event: Dictionary in document["events"]:
		if states.has(event["state"]):
			events.append(event)
	events.sort_custom(func(a: Dictionary, b: Dictionary) -> bool: return a["sample"] < b["sample"])
	return OK


func _process(_delta: float) -> void:
	if player == null or not player.playing:
		return
	# What is heard now: the mixer's last step, the time since, less what is still on its way.
	var seconds := (
		player.get_playback_position()
		+ AudioServer.get_time_since_last_mix()
		- AudioServer.get_output_latency()
	)
	advance((seconds + ahead_seconds) * sample_rate)


## Emits what lies between the last position and this one, in samples.
func advance(position: float) -> void:
	if position < _reached:
		if position < 0.0 or _reached - position < JITTER_SECONDS * sample_rate:
			return
		if loops:
			_emit_until(sample_count)
		seek(0.0 if loops else position)
	_emit_until(position)


## Goes on from a position in samples without emitting what lies before it.
func seek(position: float) -> void:
	_reached = position
	_next = 0
	while _next < events.size() and events[_next]["sample"] < position:
		_next += 1


func _emit_until(position: float) -> void:
	_reached = position
	while _next < events.size() and events[_next]["sample"] < position:
		_next += 1
		event_reached.emit(events[_next - 1])
