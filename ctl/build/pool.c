// SPDX-License-Identifier: GPL-2.0
/* Several recipes at a time: each slot runs a task's steps, then takes the next task. */
#include "pool.h"

#include <stdbool.h>
#include <stdlib.h>

#include "run.h"

enum { SLOTS_MAX = 256 };

struct pool {
	struct kmend_task *tasks;
	size_t nr;
	size_t next;		/* the first that has not been started */
	struct kmend_job jobs[SLOTS_MAX];
	size_t task_of[SLOTS_MAX];
	unsigned int running;	/* slots in use are the first ones */
	struct kmend_err *err;
};

static int start(struct pool *p, size_t task)
{
	const struct kmend_task *t = &p->tasks[task];

	if (kmend_job_start(&p->jobs[p->running], t->cwd, t->recipe.steps[t->step].words, p->err))
		return -1;
	p->task_of[p->running++] = task;
	return 0;
}

/* Waits for a step; sets @task to its task, and @through if that was its last. */
static int finish(struct pool *p, size_t *task, bool *through)
{
	unsigned int slot;
	struct kmend_task *t;
	char *output = NULL;
	int status;

	slot = kmend_job_any(p->jobs, p->running);
	*task = p->task_of[slot];
	t = &p->tasks[*task];
	status = kmend_job_wait(&p->jobs[slot], &output, p->err);
	p->running--;
	p->jobs[slot] = p->jobs[p->running];
	p->task_of[slot] = p->task_of[p->running];
	if (status > 0) {
		t->status = status;
		t->output = output;
	} else {
		free(output);
	}
	t->step++;
	*through = t->status || t->step == t->recipe.count;
	return status < 0 ? -1 : 0;
}

int kmend_pool_run(struct kmend_task *tasks, size_t nr, unsigned int jobs,
		   const struct kmend_pool_hooks *hooks, struct kmend_err *err)
{
	struct pool *p = calloc(1, sizeof(*p));
	int ret = 0;

	if (!p)
		return kmend_err_set(err, KMEND_EXIT_FAILED, "out of memory");
	*p = (struct pool){ .tasks = tasks, .nr = nr, .err = err };
	if (jobs > SLOTS_MAX)
		jobs = SLOTS_MAX;
	while (p->running || (!ret && p->next < p->nr)) {
		size_t task;
		bool through;

		if (!ret && p->next < p->nr && p->running < jobs) {
			ret = hooks->begin ? hooks->begin(hooks->ctx, p->next) : 0;
			if (!ret)
				ret = start(p, p->next++);
			continue;
		}
		if (finish(p, &task, &through))
			ret = -1;
		else if (!through && !ret)
			ret = start(p, task);
		else if (through && !ret && hooks->done)
			ret = hooks->done(hooks->ctx, task);
	}
	free(p);
	return ret;
}
