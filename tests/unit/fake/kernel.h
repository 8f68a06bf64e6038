/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of a kernel as the faked parts of the manager ask for, for one thread, with a clock that only
 * the test moves. The headers in linux/ lead here. What the kernel would complain
 * of (a lock taken twice, a reference too few) fails the test.
 */
#ifndef FAKE_KERNEL_H
#define FAKE_KERNEL_H

#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../kernel/compat.h"

#define __printf(at, first) __attribute__((format(printf, at, first)))
#define __noreturn __attribute__((noreturn))
#define noinline __attribute__((noinline))
#define container_of(member_ptr, type, member) \
	((type *)((char *)(uintptr_t)(member_ptr) - offsetof(type, member)))
#define min_t(type, a, b) ((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define U64_MAX UINT64_MAX
#define NSEC_PER_MSEC 1000000ULL
#define NSEC_PER_USEC 1000ULL
#define EXPORT_SYMBOL_GPL(symbol)

#define WARN_ON_ONCE(condition) \
	({ bool wrong_ = (condition); if (wrong_) fail_msg("WARN_ON: %s", #condition); wrong_; })

__printf(1, 2) static inline void fake_log(const char *format, ...)
{
}
#define pr_info(...) fake_log(__VA_ARGS__)
#define pr_err(...) fake_log(__VA_ARGS__)
#define pr_emerg(...) fake_log(__VA_ARGS__)

__printf(3, 0)
static inline int vscnprintf(char *to, size_t size, const char *format, va_list args)
{
	int length = vsnprintf(to, size, format, args);

	return length < (int)size ? length : (int)size - 1;
}

static inline void strscpy(char *to, const char *from, size_t size)
{
	size_t length = strnlen(from, size - 1);

	memcpy(to, from, length);
	to[length] = '\0';
}

/* --- locks: one thread, so a lock is a note of who should hold it --- */

struct mutex {
	bool held;
};

#define DEFINE_MUTEX(name) struct mutex name

static inline void mutex_lock(struct mutex *mutex)
{
	if (mutex->held)
		fail_msg("a mutex is taken twice");
	mutex->held = true;
}

static inline void mutex_unlock(struct mutex *mutex)
{
	if (!mutex->held)
		fail_msg("a mutex is dropped that is not held");
	mutex->held = false;
}

#define lockdep_assert_held(mutex) \
	do { if (!(mutex)->held) fail_msg("%s: %s is not held", __func__, #mutex); } while (0)

/* --- memory: counted, and short when the test says so --- */

/**
 * struct fake_memory - what was allocated
 * @live: pieces that are not freed yet
 * @fail_in: so many allocations succeed, then one fails; negative: none does
 */
static struct fake_memory {
	long live;
	long fail_in;
} fake_memory = { .fail_in = -1 };

enum { GFP_KERNEL };

static inline void *kcalloc(size_t nr, size_t size, int flags)
{
	if (fake_memory.fail_in >= 0 && fake_memory.fail_in-- == 0)
		return NULL;
	fake_memory.live++;
	return calloc(nr ? nr : 1, size);
}

static inline void kfree(const void *memory)
{
	if (memory)
		fake_memory.live--;
	free((void *)(uintptr_t)memory);
}

static inline char *kstrdup(const char *text, int flags)
{
	char *copy = kcalloc(1, strlen(text) + 1, flags);

	return copy ? strcpy(copy, text) : NULL;
}

#define kzalloc(size, flags) kcalloc(1, size, flags)
#define kvcalloc(nr, size, flags) kcalloc(nr, size, flags)
#define kvmalloc_array(nr, size, flags) kcalloc(nr, size, flags)
#define kvfree(memory) kfree(memory)

/* --- modules --- */

#define Elf_Sym Elf64_Sym

struct mod_kallsyms {
	Elf_Sym *symtab;
	unsigned int num_symtab;
	char *strtab;
};

struct module {
	char name[64];
	int refs;
	bool going;
	struct mod_kallsyms core_kallsyms;
};

static inline bool module_is_live(const struct module *module)
{
	return !module->going;
}

static inline bool try_module_get(struct module *module)
{
	if (module->going)
		return false;
	module->refs++;
	return true;
}

static inline void module_put(struct module *module)
{
	if (module->refs-- <= 0)
		fail_msg("%s: a reference too few", module->name);
}

/* --- the clock, chance, and one delayed work --- */

typedef int64_t ktime_t;

struct work_struct {
	void (*run)(struct work_struct *work);
};

struct workqueue_struct {
	int unused;
};

struct delayed_work {
	void (*run)(struct work_struct *work);
};

/**
 * struct fake_clock - time, which only the test moves, and the one timer
 * @now_ns: since the test began
 * @tick_ns: length of a jiffy
 * @random: what chance gives next
 * @work: what the timer is for; NULL: it is not set
 * @jiffy: when it fires
 */
static struct fake_clock {
	u64 now_ns;
	u64 tick_ns;
	u32 random;
	struct delayed_work *work;
	u64 jiffy;
} fake_clock;

enum { WQ_FREEZABLE, WQ_HIGHPRI };

#define ktime_get_ns() (fake_clock.now_ns)
#define ktime_get_real_ns() (fake_clock.now_ns)
#define ktime_to_ns(time) ((u64)(time))
#define ns_to_ktime(ns) ((ktime_t)(ns))
#define get_random_u32() (fake_clock.random)
/* Rounds down, as the kernel's does. */
#define nsecs_to_jiffies(ns) ((ns) / fake_clock.tick_ns)

#define DECLARE_DELAYED_WORK(name, fn) struct delayed_work name = { .run = (fn) }

static struct workqueue_struct fake_workqueue;
#define alloc_ordered_workqueue(name, flags) (&fake_workqueue)
#define destroy_workqueue(wq) ((void)(wq))
#define cancel_delayed_work_sync(delayed) ((void)(delayed), fake_clock.work = NULL)

/* The timer wheel rounds up: at the end of the jiffy that was named, not at its begin. */
static inline void mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *work,
				    u64 jiffies)
{
	if (wq != &fake_workqueue)
		fail_msg("a work without its queue");
	fake_clock.work = work;
	fake_clock.jiffy = jiffies ? fake_clock.now_ns / fake_clock.tick_ns + jiffies + 1 : 0;
}

#define DECLARE_WORK(name, fn) struct work_struct name = { .run = (fn) }

static inline void queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	if (wq != &fake_workqueue)
		fail_msg("a work without its queue");
	work->run(work);
}

/* --- grace periods, of which the test tells the end --- */

struct rcu_head {
	void (*over)(struct rcu_head *head);
};

static struct rcu_head *fake_grace;

static inline void call_rcu_tasks(struct rcu_head *head, void (*over)(struct rcu_head *head))
{
	if (fake_grace)
		fail_msg("a grace period within another");
	head->over = over;
	fake_grace = head;
}

static inline void fake_grace_end(void)
{
	struct rcu_head *head = fake_grace;

	fake_grace = NULL;
	head->over(head);
}

#define synchronize_rcu_tasks() ((void)0)
#define rcu_barrier_tasks() ((void)0)

/* --- the rest --- */

enum { KSYM_SYMBOL_LEN = 512, TAINT_LIVEPATCH = 15, LOCKDEP_STILL_OK, TASK_IDLE };

#define add_taint(flag, lockdep) ((void)(flag))
#define set_current_state(state) ((void)(state))
#define schedule() fail_msg("the exit of a module in use is held up")

static inline void sprint_symbol_no_offset(char *name, unsigned long address)
{
	snprintf(name, KSYM_SYMBOL_LEN, "func_%lu [vmlinux]", address);
}

static inline void sort(void *base, size_t nr, size_t size,
			int (*compare)(const void *, const void *), void *swap)
{
	qsort(base, nr, size, compare);
}

#endif
