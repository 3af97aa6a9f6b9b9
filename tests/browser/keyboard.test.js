// From filter to detail to comparison with the keys Tab, Enter and, to tick a box, Space.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NARROW, newPage } from './support/browser.js';
import { focused, press, tabTo } from './support/keyboard.js';
import { counts, shows } from './support/progress.js';

test('the first stop skips to the content', async (t) => {
    const page = await newPage(t);
    await page.goto('/fr/progress');
    const first = await press(page, 'Tab');
    assert.equal(first.tag, 'a');
    assert.match(first.href, /^#/);
    await page.keyboard.press('Enter');
    const next = await press(page, 'Tab');
    assert.ok(next);
    assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)));
});

test('from the overview through filter and detail to a comparison', async (t) => {
    const page = await newPage(t);
    await page.goto('/en');
    await tabTo(page, ({ href }) => href === '/en/progress');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/en\/progress/);

    await tabTo(page, ({ name, value }) => name === 'status' && value === 'completed');
    await press(page, 'Space');
    await press(page, 'Enter');
    await page.waitForURL(/status=completed/);
    await counts(page, 3);
    await shows(page, { rows: 3, are: ['32-1', '33', '39'] });

    await tabTo(page, ({ href }) => href === '/en/objectives/33');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/en\/objectives\/33$/);

    await tabTo(page, ({ href }) => href?.startsWith('/en/releases') || href?.startsWith('/en/changes'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/en\/(releases|changes)/);
    if (!page.url().includes('/changes')) {
        await tabTo(page, ({ href }) => href?.startsWith('/en/changes'));
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/en\/changes/);
    }
    assert.match(await page.locator('h1').innerText(), /20/);
});

test('a filter that is sent without a reload keeps the focus and is announced', async (t) => {
    const page = await newPage(t);
    await page.goto('/en/progress');
    await page.evaluate(() => {
        document.documentElement.dataset.same = 'yes';
    });
    await tabTo(page, ({ name, value }) => name === 'status' && value === 'completed');
    await press(page, 'Space');
    await counts(page, 3);
    assert.ok(await page.evaluate(() => document.documentElement.dataset.same === 'yes'), 'the page is the same');
    assert.equal((await focused(page)).value, 'completed');
    assert.equal(await page.locator('#count').getAttribute('role'), 'status');
});

test('every stop of the main pages can be seen, at 1280 px and under a zoom of 400 %', async (t) => {
    for (const viewport of [undefined, NARROW]) {
        const page = await newPage(t, viewport ? { viewport } : {});
        for (const path of ['/fr', '/fr/progress', '/fr/objectives/30', '/fr/changes?from=2025&to=2026', '/fr/embed']) {
            await page.goto(path);
            for (let stops = 0; stops < 60; stops += 1) {
                if (!(await press(page, 'Tab'))) break;
            }
        }
    }
});

test('nothing has a place of its own in the order of stops', async (t) => {
    const page = await newPage(t);
    for (const path of ['/fr', '/fr/progress', '/fr/objectives/30', '/fr/embed']) {
        await page.goto(path);
        assert.equal(await page.locator('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').count(), 0, path);
    }
});
