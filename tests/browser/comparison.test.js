// Two releases side by side: what the documents of 2026 say beside those of 2025.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage } from './support/browser.js';
import { LANGUAGES } from './support/site.js';

for (const language of LANGUAGES) {
    test(`2025 and 2026 are compared, ${language}`, async (t) => {
        const page = await newPage(t);
        await page.goto(`/${language}/changes?from=2025&to=2026`);
        const text = await page.locator('main').innerText();
        // A next step of 2025 that is an achievement of 2026, each in the language of its document and with its typo.
        assert.match(text, /lancerle P2IA/);
        assert.match(text, /The Cycle 3 P2IA was launched in September 2025/);
        const before = page.locator('[lang="fr"]', { hasText: 'lancerle P2IA' }).last();
        const after = page.locator('[lang="en"]', { hasText: 'The Cycle 3 P2IA was launched' }).last();
        assert.ok((await before.count()) + (await after.count()) === 2, 'each text says its language');
        // Axis 4 had no figure in 2025 and has 40 in 2026: a null, never a zero.
        assert.match(text, /40\s?%/);
        assert.doesNotMatch(text, /(?<!\d)0\s?%/);
    });
}

test('the releases to compare are chosen in a form', async (t) => {
    const page = await newPage(t, { javaScriptEnabled: false });
    await page.goto('/en/changes?from=2025&to=2026');
    await page.locator('main form [name="from"]').selectOption('2023.1');
    await page.locator('main form [name="to"]').selectOption('2025.1');
    await page.locator('main form button').first().click();
    const { searchParams } = new URL(page.url());
    assert.match(searchParams.get('from'), /^2023/);
    assert.match(searchParams.get('to'), /^2025/);
    assert.match(await page.locator('h1').innerText(), /2023[\s\S]*2025/);
});
