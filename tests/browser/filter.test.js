// The filter of detailed progress gives the rows that the documents have, by its address, by its form with the script,
// and by its form without.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage } from './support/browser.js';
import { counts, EXPECTED, filterBy, query, rows, shows } from './support/progress.js';
import { LANGUAGES } from './support/site.js';

for (const language of LANGUAGES) {
    test(`by address, ${language}`, async (t) => {
        const page = await newPage(t);
        for (const expected of EXPECTED) {
            await page.goto(`/${language}/progress?${query(expected.filter)}`);
            await shows(page, expected, query(expected.filter));
        }
        assert.deepEqual(page.problems, []);
    });

    for (const javaScriptEnabled of [true, false]) {
        test(`by form, ${language}, ${javaScriptEnabled ? 'with' : 'without'} script`, async (t) => {
            const page = await newPage(t, { javaScriptEnabled });
            for (const expected of EXPECTED) {
                await page.goto(`/${language}/progress`);
                await filterBy(page, expected.filter);
                await counts(page, expected.rows);
                await shows(page, expected, query(expected.filter));
            }
            assert.deepEqual(page.problems, []);
        });
    }
}

test('by words, case and accents aside', async (t) => {
    const page = await newPage(t);
    await page.goto('/fr/progress?q=CYBERSECURITY');
    assert.deepEqual(await rows(page), ['31']);
});

test('rows are grouped under their axis and their action, which shows its progress', async (t) => {
    const page = await newPage(t);
    await page.goto('/en/progress?axis=4');
    const text = await page.locator('#results').innerText();
    const order = [
        'Accelerate digital transformation',
        'Simplify the information system',
        'Improve efficiency',
        'shared email',
    ];
    const places = order.map((words) => text.indexOf(words));
    assert.ok(
        places.every((place, i) => place >= 0 && (i === 0 || place > places[i - 1])),
        `${order} ${places}`,
    );
    for (const progress of ['65', '13', '58', '27']) assert.match(text, new RegExp(`\\b${progress}\\s?%`));
});

test('nothing found is explained', async (t) => {
    const page = await newPage(t);
    for (const [language, words] of [
        ['fr', /publi/],
        ['en', /publish/],
    ]) {
        await page.goto(`/${language}/progress?axis=1`);
        assert.match(await page.locator('#results').innerText(), words);
    }
});
