/* SPDX-License-Identifier: GPL-2.0 */
/* Words and numbers for people: what others wrote made harmless, times readable. */
#ifndef KMEND_CTL_TEXT_H
#define KMEND_CTL_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/**
 * kmend_text_put() - print what somebody else wrote
 * @out: where
 * @text: a string from a module or the kernel; NULL prints nothing
 *
 * Control characters (C0, C1 and DEL) and bytes that are no UTF-8 appear as
 * \xNN, so that a name cannot command the terminal or forge a line.
 */
void kmend_text_put(FILE *out, const char *text);

/**
 * kmend_text_utf8() - how long is the character?
 * @text: NUL-terminated
 *
 * Return: bytes of the UTF-8 character that starts there, 1 to 4; 0: none does.
 */
int kmend_text_utf8(const char *text);

/**
 * kmend_text_put_ns() - print a duration, such as "35 us"
 * @out: where
 * @ns: nanoseconds
 */
void kmend_text_put_ns(FILE *out, uint64_t ns);

/**
 * kmend_text_put_time() - print a time of day, such as "2026-11-23 15:50:01"
 * @out: where
 * @ns: nanoseconds of CLOCK_REALTIME
 */
void kmend_text_put_time(FILE *out, uint64_t ns);

/**
 * kmend_text_parse_duration() - read "250", "250ms", "5s", "2m", "1h" or "7d"
 * @text: digits and a unit; without one, milliseconds
 * @ms: the result
 *
 * Return: whether it is one, from 1 ms to 7 days.
 */
bool kmend_text_parse_duration(const char *text, uint32_t *ms);

/**
 * kmend_text_parse_number() - read a whole number
 * @text: decimal digits, nothing else
 * @max: the highest that is taken; the lowest is 1
 * @value: the result
 *
 * Return: whether it is one.
 */
bool kmend_text_parse_number(const char *text, uint32_t max, uint32_t *value);

/**
 * kmend_text_parse_seq() - read the number of an event
 * @text: decimal digits, nothing else
 * @seq: the result; 0 is taken
 *
 * Return: whether it is one.
 */
bool kmend_text_parse_seq(const char *text, uint64_t *seq);

#endif
