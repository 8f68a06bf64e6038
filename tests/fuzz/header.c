// SPDX-License-Identifier: GPL-2.0
/* Two texts of a header: a change against itself is none, whatever they are. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "../../ctl/build/ctext.h"
#include "../../ctl/build/declared.h"

static int see(void *ctx, struct kmend_word word, bool named)
{
	fuzz_require(word.size > 0 && memchr(word.at, '\n', word.size) == NULL, "a word is a word");
	return 0;
}

static char *text_of(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

void fuzz_header(const uint8_t *data, size_t size)
{
	char *pre = text_of(data, size), *post = pre + strlen(pre);
	struct kmend_declared declared = { 0 };
	const char *why;

	post += post < pre + size;
	if (kmend_declared_compare(pre, post, &declared, &why))
		fuzz_require(!why, "what is understood has no reason not to be");
	kmend_declared_free(&declared);
	kmend_declared_compare(pre, pre, &declared, &why);
	fuzz_require(declared.nr == 0 && declared.nr_named == 0, "what is the same declares nothing anew");
	kmend_declared_free(&declared);
	kmend_ctext_same(pre, strlen(pre), post, strlen(post));
	kmend_ctext_used(pre, strlen(pre), see, NULL);
	free(pre);
}
