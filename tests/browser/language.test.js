// The language is chosen by the address, at first by what the browser asks for, and changed without losing the place.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, where } from './support/browser.js';
import { counts, filterBy } from './support/progress.js';
import { kinds } from './support/site.js';

test('the front page speaks the language that the browser asks for', async (t) => {
    for (const [locale, expected] of [
        ['fr-FR', '/fr'],
        ['en-GB', '/en'],
        ['de-DE', '/fr'],
    ]) {
        const page = await newPage(t, { locale });
        await page.goto('/');
        assert.equal(where(page), expected, locale);
        assert.equal(await page.locator('html').getAttribute('lang'), expected.slice(1));
    }
});

test('the switch leads to the same page in the other language, and back', async (t) => {
    const page = await newPage(t);
    for (const path of kinds('fr')) {
        await page.goto(path);
        await page.locator('header a[hreflang="en"]').click();
        assert.equal(where(page), path.replace('/fr', '/en'));
        assert.equal(await page.locator('html').getAttribute('lang'), 'en');
        await page.locator('header a[hreflang="fr"]').click();
        assert.equal(where(page), path);
    }
});

test('the switch keeps the filter, and says in its own language where it leads', async (t) => {
    const page = await newPage(t);
    await page.goto('/fr/progress?axis=4&status=completed');
    const other = page.locator('header a[hreflang="en"]');
    assert.equal(await other.getAttribute('lang'), 'en');
    assert.match(await other.innerText(), /English/);
    await other.click();
    const { searchParams } = new URL(page.url());
    assert.equal(searchParams.get('axis'), '4');
    assert.equal(searchParams.get('status'), 'completed');
    assert.match(await page.locator('#count').innerText(), /^3\b/);
});

test('a filter that was set without a reload is kept by the switch as well', async (t) => {
    const page = await newPage(t);
    await page.goto('/fr/progress');
    await filterBy(page, { status: 'completed' });
    await counts(page, 3);
    await page.locator('header a[hreflang="en"]').click();
    await page.waitForURL(/\/en\/progress\?.*status=completed/);
});

test('each page but a search names its own address in both languages', async (t) => {
    const page = await newPage(t);
    for (const path of kinds('en').filter((kind) => !kind.includes('/search'))) {
        await page.goto(path);
        const of = (name) => page.locator(`head link[${name}]`).first().getAttribute('href');
        assert.ok((await of('hreflang="fr"')).endsWith(path.replace('/en', '/fr')), path);
        assert.ok((await of('hreflang="en"')).endsWith(path), path);
    }
});
