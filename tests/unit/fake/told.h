/* SPDX-License-Identifier: GPL-2.0 */
/* What was told, as text that a test can compare; a part of world.h. */
#ifndef FAKE_TOLD_H
#define FAKE_TOLD_H

static const char *world_cause_name(enum kmend_cause cause)
{
#define CAUSE_NAME(name, number, text, about) [number] = text,
	static const char * const names[] = { KMEND_CAUSE_LIST(CAUSE_NAME) };
#undef CAUSE_NAME
	return names[cause];
}

/* The events since the last call: "a:submitted a:blocked/busy". */
static const char *world_told(void)
{
#define EVENT_NAME(name, number, text, about) [number] = text,
	static const char * const names[] = { KMEND_EVENT_LIST(EVENT_NAME) };
#undef EVENT_NAME
	static char text[FAKE_TEXT];
	const struct fake_event *event;
	size_t used = 0;

	text[0] = '\0';
	for (; world.nr_told < fake_manager.nr_events; world.nr_told++) {
		event = &fake_manager.events[world.nr_told];
		used += snprintf(text + used, sizeof(text) - used, "%s%s:%s%s%s", used ? " " : "",
				 event->id, names[event->event], event->cause ? "/" : "",
				 event->cause ? world_cause_name(event->cause) : "");
		assert_true(used < sizeof(text));
	}
	return text;
}

/* The last event about a patch. */
static const struct fake_event *world_last(const char *id)
{
	u32 i;

	for (i = fake_manager.nr_events; i > 0; i--)
		if (!strcmp(fake_manager.events[i - 1].id, id))
			return &fake_manager.events[i - 1];
	fail_msg("nothing was told of '%s'", id);
	return NULL;
}

#define assert_attempts(expected) assert_string_equal(fake_manager.attempts, expected)
#define assert_told(expected) assert_string_equal(world_told(), expected)
#define assert_refusal(number, expected)					\
	do {									\
		assert_int_equal(world.refusal.err, number);		\
		assert_string_equal(world.refusal.text, expected);		\
	} while (0)

#endif
