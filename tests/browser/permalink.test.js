// What is filtered is in the address: it can be sent, loaded again, and left and come back to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage, where } from './support/browser.js';
import { counts, filterBy, rows, shows, ticked } from './support/progress.js';

const completed = { rows: 3, are: ['32-1', '33', '39'] };
for (const javaScriptEnabled of [true, false]) {
    const script = javaScriptEnabled ? 'with script' : 'without script';

    test(`a filter is in the address and survives a reload, ${script}`, async (t) => {
        const page = await newPage(t, { javaScriptEnabled });
        await page.goto('/fr/progress');
        await filterBy(page, { axis: '4', status: 'completed' });
        const address = where(page);
        await page.reload();
        await shows(page, completed);
        assert.ok(await ticked(page, 'status', 'completed'));

        const other = await newPage(t, { javaScriptEnabled });
        await other.goto(address);
        await shows(other, completed);
    });

    test(`the back button takes a filter back, ${script}`, async (t) => {
        const page = await newPage(t, { javaScriptEnabled });
        await page.goto('/fr/progress');
        const all = await rows(page);
        await filterBy(page, { status: 'completed' });
        await counts(page, 3);
        await page.goBack();
        await counts(page, all.length);
        assert.deepEqual(await rows(page), all);
        // Without a script a browser shows the form as it was left.
        if (javaScriptEnabled) assert.ok(!(await ticked(page, 'status', 'completed')));
        await page.goForward();
        await counts(page, 3);
        await shows(page, completed);
    });
}

test('a row has an address of its own', async (t) => {
    const page = await newPage(t);
    await page.goto('/fr/progress#objective-39');
    assert.ok(
        await page.locator('#objective-39').evaluate((row) => {
            const { top, bottom } = row.getBoundingClientRect();
            return top >= 0 && top < innerHeight && bottom > 0;
        }),
    );
});
