// SPDX-License-Identifier: GPL-2.0
/*
 * A tokenizer and a guess at the kind of each declaration, no parser of C: what it does not
 * know for sure is not called droppable, and is compared word for word then.
 */
#include "cdecl.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"

/* What a declaration looks like while it is read. */
struct look {
	int depth;		/* of all brackets */
	int enum_depth;		/* in the braces of an enum; 0: in none */
	int tag_depth;		/* where @tag_next was set */
	bool body;		/* a brace at file level was open */
	bool function;		/* a name before an opening parenthesis */
	bool pointer;		/* "(*" at file level */
	bool assigned;
	bool several;		/* a comma at file level */
	bool is_static, is_inline, is_extern, is_typedef, is_type;
	bool emitted;		/* if it has a body, although nobody uses it */
	bool attribute;		/* in the brackets of one, at file level */
	bool gnu_inline;	/* "extern inline" then is never emitted */
	bool unclear;
	bool tag_next;		/* struct, union or enum was the last word */
	bool item_next;		/* an enumerator comes next */
	bool pointer_next;	/* the name behind "(*" comes next */
	size_t nr_words;	/* at file level */
	struct kmend_word word;	/* the last at file level that can be a name, if nothing came after it */
	struct kmend_word last;	/* the same, whatever came after it */
	struct kmend_word tag;	/* the one that may be defined by the next brace */
	struct kmend_word name;	/* of the function, or the pointer */
	bool is_enum;		/* of @tag */
};

struct cutter {
	struct kmend_decls *decls;
	struct look look;
	size_t first_name;	/* of the declaration that is read */
	bool macros;
	bool memory;
};

/* A whole kernel source goes through here, with all that it includes: no calls for a sign. */
const bool kmend_word_signs[256] = {
	['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true, ['_'] = true, ['$'] = true,
};

/* isspace() of the C locale */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool kmend_word_same(struct kmend_word a, struct kmend_word b)
{
	return a.size == b.size && !memcmp(a.at, b.at, a.size);
}

bool kmend_name_add(char ***list, size_t *nr, struct kmend_word word)
{
	char **more = realloc(*list, (*nr + 1) * sizeof(*more));

	if (!more)
		return false;
	*list = more;
	more[*nr] = strndup(word.at, word.size);
	return more[*nr] && ++*nr;
}

void kmend_name_list_free(char **list, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		free(list[i]);
	free(list);
}

static bool word_among(struct kmend_word w, const char *const *words)
{
	for (; *words; words++)
		if (*w.at == **words && kmend_word_is(w, *words))
			return true;
	return false;
}

const char *kmend_literal_end(const char *at, const char *end)
{
	char quote = *at++;

	while (at < end && *at != quote)
		at += *at == '\\' && at + 1 < end ? 2 : 1;
	return at < end ? at + 1 : end;
}

void kmend_lines_blank(char *text)
{
	for (char *line = text; *line;) {
		size_t size = strcspn(line, "\n");

		if (*line == '#')
			memset(line, ' ', size);
		line += size + (line[size] == '\n');
	}
}

static const char *end_of_comment(const char *at)
{
	const char *end = at[1] == '*' ? strstr(at + 2, "*/") : strchr(at, '\n');

	if (!end)
		return at + strlen(at);
	return at[1] == '*' ? end + 2 : end;
}

char *kmend_text_plain(const char *text)
{
	char *copy = malloc(strlen(text) + 2), *to = copy;
	char quote = 0;

	if (!copy)
		return NULL;
	while (*text) {
		if (text[0] == '\\' && text[1] == '\n') {
			text += 2;
		} else if (!quote && text[0] == '/' && (text[1] == '*' || text[1] == '/')) {
			text = end_of_comment(text);
			*to++ = ' ';
		} else {
			if (quote && *text == '\\' && text[1] && text[1] != '\n')
				*to++ = *text++;
			else if (*text == quote || *text == '\n')
				quote = 0;
			else if (!quote && (*text == '"' || *text == '\''))
				quote = *text;
			*to++ = *text++;
		}
	}
	*to++ = '\n';
	*to = '\0';
	return copy;
}

bool kmend_word_next(const char **at, const char *end, struct kmend_word *word)
{
	const char *p = *at;

	while (p < end && !kmend_is_word(*p))
		p = *p == '"' || *p == '\'' ? kmend_literal_end(p, end) : p + 1;
	word->at = p;
	while (p < end && kmend_is_word(*p))
		p++;
	word->size = (size_t)(p - word->at);
	*at = p;
	return word->size > 0;
}

/* Words that are followed by parentheses, or by nothing, and are no names. */
static bool is_no_name(struct kmend_word w)
{
	static const char *const words[] = { "__attribute__", "__attribute", "__asm__", "asm", "typeof",
					     "__typeof__", "__typeof", "_Alignas", "__aligned",
					     "_Static_assert", "__printf", "__scanf", "__packed",
					     "__must_check", "__randomize_layout", "____cacheline_aligned",
					     "____cacheline_aligned_in_smp", "__ro_after_init", "__read_mostly",
					     "const", "volatile", "__const", "__percpu", "__rcu", "__user", NULL };

	return word_among(w, words);
}

static bool names_room(struct kmend_decls *d)
{
	size_t room = d->names_room ? 2 * d->names_room : 4096;
	struct kmend_word *more;

	if (d->nr_names < d->names_room)
		return true;
	more = realloc(d->names, room * sizeof(*more));
	if (!more)
		return false;
	d->names = more;
	d->names_room = room;
	return true;
}

static void add_name(struct cutter *c, struct kmend_word w)
{
	if (!w.size)
		return;
	c->memory &= names_room(c->decls);
	if (c->memory)
		c->decls->names[c->decls->nr_names++] = w;
}

static void see_word(struct cutter *c, struct kmend_word w)
{
	static const char *const types[] = { "struct", "union", "enum", NULL };
	static const char *const emitted[] = { "__used__", "used", "__constructor__", "constructor", "alias",
					       "__alias__", "weak", "__weak__", NULL };
	struct look *l = &c->look;

	if (l->item_next) {
		add_name(c, w);
		l->item_next = false;
		l->word = w;
		return;
	}
	if (l->pointer_next && l->depth == 1 && !is_no_name(w)) {
		l->name = w;
		l->pointer_next = false;
	}
	if (word_among(w, types)) {
		l->tag_next = true;
		l->tag_depth = l->depth;
		l->is_enum = kmend_word_is(w, "enum");
		l->tag = (struct kmend_word){ 0 };
		l->is_type |= !l->depth && !l->nr_words;
	} else if (l->tag_next && l->depth == l->tag_depth && !is_no_name(w)) {
		l->tag = w;
		l->tag_next = false;
	}
	if (!l->depth && (kmend_word_is(w, "__attribute__") || kmend_word_is(w, "__attribute")))
		l->attribute = true;
	l->emitted |= l->depth && l->attribute && word_among(w, emitted);
	l->gnu_inline |= l->depth && l->attribute && kmend_word_is(w, "__gnu_inline__");
	if (l->depth)
		return;
	l->is_typedef |= kmend_word_is(w, "typedef");
	l->is_extern |= kmend_word_is(w, "extern");
	l->is_static |= kmend_word_is(w, "static");
	l->is_inline |= kmend_word_is(w, "inline") || kmend_word_is(w, "__inline") || kmend_word_is(w, "__inline__") ||
			kmend_word_is(w, "__always_inline");
	l->nr_words++;
	if (is_no_name(w)) {
		l->word = (struct kmend_word){ 0 };
	} else {
		l->word = l->last = w;
	}
}

const char *kmend_skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

static void see_brace(struct cutter *c)
{
	struct look *l = &c->look;
	/* A tag of a function's own is nobody else's. */
	bool type = l->tag.at || l->tag_next;

	if (!l->depth)
		l->body = true;
	if (type && !(l->function && l->body)) {
		add_name(c, l->tag);
		if (l->is_enum && !l->enum_depth) {
			l->enum_depth = l->depth + 1;
			l->item_next = true;
		}
	}
	l->tag = (struct kmend_word){ 0 };
	l->tag_next = false;
}

static void see_parenthesis(struct cutter *c, const char *next)
{
	struct look *l = &c->look;

	/* An enumerator with arguments is a macro. */
	l->unclear |= l->enum_depth && l->depth == l->enum_depth && c->macros && l->word.at;
	if (l->depth || l->body)
		return;
	if (*next == '*') {
		l->pointer = l->pointer_next = true;
	} else if (l->word.at) {
		l->function = true;
		l->name = l->word;
		add_name(c, l->word);
		/* A macro, and who knows of what. */
		l->unclear |= c->macros && l->nr_words == 1;
	}
}

static void see_open(struct cutter *c, const char *at, const char *end)
{
	struct look *l = &c->look;
	const char *next = kmend_skip_blanks(at + 1, end);

	if (*at == '{')
		see_brace(c);
	else if (*at == '(' && next < end)
		see_parenthesis(c, next);
	l->depth++;
	l->word = (struct kmend_word){ 0 };
}

static void see_close(struct look *l, char sign)
{
	l->item_next = false;
	l->depth -= l->depth > 0;
	if (l->depth < l->enum_depth)
		l->enum_depth = 0;
	l->attribute &= l->depth > 0;
	if (sign == '}' && !l->depth)
		l->last = (struct kmend_word){ 0 };
	l->word = (struct kmend_word){ 0 };
}

static void see_sign(struct cutter *c, char sign)
{
	struct look *l = &c->look;

	if (sign == ',' && l->enum_depth && l->depth == l->enum_depth)
		l->item_next = true;
	if (!l->depth) {
		l->assigned |= sign == '=';
		l->several |= sign == ',';
		if (sign == ',' && l->is_extern)
			add_name(c, l->last);
	}
	if (sign != '*' && sign != ';') {
		l->word = (struct kmend_word){ 0 };
		l->tag_next = false;
	}
	if (sign == '*')
		l->tag = (struct kmend_word){ 0 };
}

/* Adds the name that only the end tells; returns whether the declaration is droppable. */
static bool classify(struct cutter *c)
{
	struct look *l = &c->look;

	if (l->unclear || l->assigned)
		return false;
	/* Only of variables of elsewhere we know all names. */
	if (l->several && (!l->is_extern || l->function || l->pointer))
		return false;
	if (l->is_typedef) {
		add_name(c, l->pointer ? l->name : l->function ? (struct kmend_word){ 0 } : l->last);
		return true;
	}
	if (l->pointer && !l->is_extern)
		return false;
	if (l->function)
		return !l->body || (!l->emitted && l->is_inline &&
				    (l->is_static || (l->is_extern && l->gnu_inline)));
	if (l->is_extern) {
		add_name(c, l->pointer ? l->name : l->last);
		return !l->body;
	}
	if (!l->is_type)
		return false;
	if (l->body)
		return !l->last.at;
	/* "struct s;" and not "struct s v;" */
	if (l->nr_words != 2)
		return false;
	add_name(c, l->last);
	return true;
}

uint64_t kmend_decl_hash(const struct kmend_decl *decl)
{
	const char *at = decl->text, *end = at + decl->size;
	uint64_t h = KMEND_HASH_BASIS;

	while (at < end) {
		const char *next = at + 1;

		if (is_blank(*at)) {
			h = kmend_hash(h, " ", 1);
			at = kmend_skip_blanks(at, end);
			continue;
		}
		if (*at == '"' || *at == '\'')
			next = kmend_literal_end(at, end);
		h = kmend_hash(h, at, (size_t)(next - at));
		at = next;
	}
	return h;
}

static bool add_decl(struct cutter *c, const char *from, const char *to)
{
	struct kmend_decls *d = c->decls;
	struct kmend_decl *decl;
	bool droppable;

	if (d->nr == d->room) {
		size_t room = d->room ? 2 * d->room : 4096;
		struct kmend_decl *more = realloc(d->list, room * sizeof(*more));

		if (!more)
			return false;
		d->list = more;
		d->room = room;
	}
	droppable = classify(c) && d->nr_names > c->first_name;
	if (!droppable)
		d->nr_names = c->first_name;
	decl = &d->list[d->nr++];
	*decl = (struct kmend_decl){ .text = from, .size = (size_t)(to - from), .first_name = c->first_name,
				     .nr_names = d->nr_names - c->first_name, .droppable = droppable };
	c->first_name = d->nr_names;
	c->look = (struct look){ 0 };
	return c->memory;
}

/* Does the declaration end behind the closing bracket or semicolon @sign? */
static bool ends(const struct look *l, char sign)
{
	if (l->depth)
		return false;
	return sign == ';' ||
	       (sign == '}' && l->function && !l->assigned && !l->is_typedef && !l->several && !l->pointer);
}

bool kmend_decls_cut(struct kmend_decls *decls, const char *text, size_t size, bool macros)
{
	struct cutter c = { .decls = decls, .first_name = decls->nr_names, .macros = macros, .memory = true };
	const char *at = text, *end = text + size, *from = NULL;

	while (at < end) {
		const char *next = at + 1;

		if (is_blank(*at)) {
			at = next;
			continue;
		}
		if (!from)
			from = at;
		if (*at == '"' || *at == '\'') {
			next = kmend_literal_end(at, end);
		} else if (kmend_is_word(*at)) {
			struct kmend_word w;

			next = at;
			kmend_word_next(&next, end, &w);
			see_word(&c, w);
		} else if (*at == '(' || *at == '{' || *at == '[') {
			see_open(&c, at, end);
		} else if (*at == ')' || *at == '}' || *at == ']') {
			see_close(&c.look, *at);
		} else {
			see_sign(&c, *at);
		}
		if (ends(&c.look, *at)) {
			if (!add_decl(&c, from, next))
				return false;
			from = NULL;
		}
		at = next;
	}
	decls->whole = !from;
	/* One without an end is nothing that we understand. */
	c.look.unclear = true;
	return !from || add_decl(&c, from, end);
}

bool kmend_decl_is_structure(const struct kmend_decl *decl)
{
	return decl->droppable && decl->nr_names && memchr(decl->text, '{', decl->size) &&
	       (!strncmp(decl->text, "struct ", 7) || !strncmp(decl->text, "union ", 6));
}

void kmend_decls_free(struct kmend_decls *decls)
{
	free(decls->list);
	free(decls->names);
	*decls = (struct kmend_decls){ 0 };
}
