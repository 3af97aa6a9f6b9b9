// Five kinds of visitor, each with a question, find the answer from the overview by the words of what they click, three times
// at most. Each has a page of no script, since none of them needs one.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { newPage } from './support/browser.js';
import { LANGUAGES } from './support/site.js';

const VISITORS = [
    {
        asks: 'how far is axis 4?',
        clicks: { fr: ['Axe 4'], en: ['Axis 4'] },
        async finds(page) {
            assert.match(await page.locator('main').innerText(), /\b40\s?%/);
        },
    },
    {
        asks: 'why does objective 32-1 have its figure?',
        clicks: {
            fr: ['Avancement détaillé', 'Objectif 32-1', '9 passages'],
            en: ['Detailed progress', 'Objective 32-1', '9 passages'],
        },
        async finds(page) {
            const text = await page.locator('main').innerText();
            assert.match(text, /100\s?%/);
            assert.match(text, /detail-2026|2026 Progress Report|Detailed Progress/);
            assert.ok(
                (await page.locator('main a[href*="/sources/detail-2026"]').count()) > 0,
                'no link to the source',
            );
        },
    },
    {
        asks: 'what changed since the last release?',
        clicks: { fr: ['Ce qui a changé'], en: ['What changed'] },
        async finds(page) {
            assert.match(await page.locator('h1').innerText(), /2025[\s\S]*2026/);
            assert.match(await page.locator('main').innerText(), /lancerle P2IA/);
        },
    },
    {
        asks: 'where is a file that opens right in a French spreadsheet?',
        clicks: {
            fr: ['Avancement détaillé', 'CSV pour tableur français'],
            en: ['Detailed progress', 'CSV for French spreadsheets'],
        },
        async finds(_, download) {
            const bytes = await readFile(await download.path());
            assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'a byte order mark');
            const [head, first] = bytes.toString('utf8').slice(1).split('\r\n');
            assert.ok(head.split(';').length > 3, head);
            assert.ok(first.includes(';'), first);
            assert.match(download.suggestedFilename(), /\.csv$/);
        },
    },
    {
        asks: 'how do I show the progress of an axis on our site?',
        clicks: { fr: ['Intégrer à un site'], en: ['Embed'] },
        async finds(page) {
            const snippets = await page
                .locator('main :is(pre, textarea)')
                .evaluateAll((all) => all.map((e) => e.value ?? e.textContent));
            assert.ok(
                snippets.some((snippet) => /<iframe [^>]*src="http[^"]+\/embed\/axis\/\d/.test(snippet)),
                snippets.join('\n'),
            );
        },
    },
];

for (const { asks, clicks, finds } of VISITORS) {
    for (const language of LANGUAGES) {
        test(`${asks} (${language})`, async (t) => {
            const page = await newPage(t, { javaScriptEnabled: false });
            await page.goto(`/${language}`);
            assert.ok(clicks[language].length <= 3);
            let download;
            page.on('download', (started) => {
                download = started;
            });
            for (const words of clicks[language]) {
                // What begins with the words; what comes after them may be a title of the record.
                const begins = new RegExp(`^${words}(?![\\w-])`);
                const summary = page.locator('summary', { hasText: begins });
                if (await summary.count()) {
                    await summary.first().click();
                    continue;
                }
                const before = page.url();
                await page.getByRole('link', { name: begins }).first().click();
                for (let waited = 0; page.url() === before && !download && waited < 50; waited += 1) {
                    await page.waitForTimeout(50);
                }
            }
            await finds(page, download);
        });
    }
}
