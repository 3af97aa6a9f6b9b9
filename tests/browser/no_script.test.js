// Without a script every page says the same, and every form is sent by its button.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, where } from './support/browser.js';
import { filterBy, shows } from './support/progress.js';
import { kinds } from './support/site.js';

test('pages have the same words without their script', async (t) => {
    const bare = await newPage(t, { javaScriptEnabled: false });
    const full = await newPage(t);
    for (const path of kinds('fr')) {
        await bare.goto(path);
        await full.goto(path);
        const words = async (page) => (await page.locator('main').innerText()).replace(/\s+/g, ' ').trim();
        const [without, withScript] = [await words(bare), await words(full)];
        assert.ok(without.length > 200, `${path} says next to nothing`);
        // A button that only a script can serve may be missing; nothing else may.
        assert.ok(
            Math.abs(withScript.length - without.length) < 200,
            `${path}: ${without.length}, ${withScript.length}`,
        );
    }
});

test('from a search to an objective, a filter and a comparison', async (t) => {
    const page = await newPage(t, { javaScriptEnabled: false });
    await page.goto('/fr');
    const box = page.locator('input[name="q"]').first();
    if (!(await box.count())) await page.locator('a[href^="/fr/search"]').first().click();
    await page.locator('input[name="q"]').first().fill('cybersecurity');
    await page.locator('input[name="q"]').first().press('Enter');
    await page.waitForURL(/\/fr\/search\?q=cybersecurity/);
    await page.locator('main a[href^="/fr/objectives/31"]').first().click();
    assert.match(where(page), /^\/fr\/objectives\/31/);

    await page.locator('nav a[href^="/fr/progress"]').first().click();
    await filterBy(page, { action: '15' });
    await shows(page, { rows: 4, are: ['35', '36', '37', '38'] });
});
