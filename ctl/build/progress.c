// SPDX-License-Identifier: GPL-2.0
/*
 * The line on a terminal is drawn anew at each change, and each second for its clock:
 * "[4/7]  12s  fs/pipe.c (2 of 3)". It is cut to the width, for a line that wraps could
 * not be written over.
 */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static struct {
	enum { SILENT, LINES, LIVE } mode;
	struct timespec started;
	unsigned int stations;
	unsigned int station;
	const char *task;		/* what is done in this station */
	size_t number, of;		/* of the thing that it is done to, if any */
	char name[300];
	char said[512];			/* shown in place of these, if any */
	int drawn;			/* the second that the line shows */
} progress;

static bool is_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb");
}

void kmend_progress_begin(unsigned int stations, bool quiet)
{
	memset(&progress, 0, sizeof(progress));
	clock_gettime(CLOCK_MONOTONIC, &progress.started);
	progress.stations = stations;
	progress.mode = quiet ? SILENT : is_terminal() ? LIVE : LINES;
}

double kmend_progress_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - progress.started.tv_sec +
	       (now.tv_nsec - progress.started.tv_nsec) / 1e9;
}

static void draw(void)
{
	struct winsize size = { .ws_col = 80 };
	char line[700];
	int n;

	progress.drawn = kmend_progress_seconds();
	n = snprintf(line, sizeof(line), "[%u/%u] %3ds  ", progress.station, progress.stations,
		     progress.drawn);
	if (!*progress.said && *progress.name)
		snprintf(line + n, sizeof(line) - n, "%s (%zu of %zu): %.300s", progress.name,
			 progress.number, progress.of, progress.task);
	else
		snprintf(line + n, sizeof(line) - n, "%s", *progress.said ? progress.said : progress.task);
	ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
	/* To the beginning of the line, the text, and erase to the end of the line. */
	fprintf(stderr, "\r%.*s\033[K", size.ws_col > 1 ? size.ws_col - 1 : 79, line);
	fflush(stderr);
}

void kmend_progress_station(unsigned int number, const char *text)
{
	progress.station = number;
	progress.task = text;
	*progress.name = 0;
	*progress.said = 0;
	if (progress.mode == LINES)
		fprintf(stderr, "[%u/%u] %6.1fs  %s\n", number, progress.stations,
			kmend_progress_seconds(), text);
	else if (progress.mode == LIVE)
		draw();
}

void kmend_progress_item(size_t number, size_t of, const char *name)
{
	progress.number = number;
	progress.of = of;
	snprintf(progress.name, sizeof(progress.name), "%s", name);
	*progress.said = 0;
	if (progress.mode == LIVE)
		draw();
}

void kmend_progress_say(const char *text)
{
	if (progress.mode == LINES)
		fprintf(stderr, "      %6.1fs  %s\n", kmend_progress_seconds(), text);
	if (progress.mode != LIVE)
		return;
	snprintf(progress.said, sizeof(progress.said), "%s", text);
	draw();
}

void kmend_progress_tick(void)
{
	if (progress.mode == LIVE && (int)kmend_progress_seconds() != progress.drawn)
		draw();
}

void kmend_progress_end(void)
{
	if (progress.mode == LIVE)
		fputs("\r\033[K", stderr);
	progress.mode = SILENT;
}
