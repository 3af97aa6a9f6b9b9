// What cannot be shown is a page as well, with its status, an explanation and a way on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage } from './support/browser.js';
import { axe } from './checks/axe.js';
import { outline } from './checks/outline.js';

const WRONG = [
    ['/fr/rien', 404],
    ['/en/axes/5', 404],
    ['/fr/objectives/46', 404],
    ['/en/actions/99', 404],
    ['/fr/progress?status=late', 400],
    ['/en/progress?colour=blue', 400],
    ['/fr/changes?from=2025&to=1999', 404],
    ['/en/sources/nothing', 404],
];

test('bad addresses are explained', async (t) => {
    const page = await newPage(t);
    for (const [path, status] of WRONG) {
        const answer = await page.goto(path);
        assert.equal(answer.status(), status, path);
        assert.match(answer.headers()['content-type'], /^text\/html/, path);
        assert.ok((await page.locator('main').innerText()).length > 80, `${path} says next to nothing`);
        assert.ok((await page.locator('main a[href]').count()) > 0, `${path} has no way on`);
        assert.deepEqual([...(await outline(page, path.slice(1, 3))), ...(await axe(page))], [], path);
    }
});

test('an address without a language is explained in the language of the browser', async (t) => {
    const page = await newPage(t, { locale: 'en-GB' });
    const answer = await page.goto('/nothing');
    assert.equal(answer.status(), 404);
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
});

test('there is no objective 46, and the page says why', async (t) => {
    const page = await newPage(t);
    await page.goto('/en/objectives/46');
    assert.match(await page.locator('main').innerText(), /45[\s\S]*32/);
});
