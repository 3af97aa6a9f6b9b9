// The explorer of the contract: the page of our own around Swagger UI, under the policy that it is served with.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, newPage } from './support/browser.js';

test('the contract is explored, and an operation tried', async (t) => {
    const page = await newPage(t);
    // It draws every operation of the contract at once, which takes seconds where the processor is shared.
    page.setDefaultTimeout(30000);
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto('/api/v1/docs/');
    const operation = page.locator('.opblock', { has: page.locator('[data-path="/api/v1/axes/{code}"]') });
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.locator('tr[data-param-name="code"] input').fill('4');
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table .response').first();
    assert.match(await answer.innerText(), /^200/);
    assert.match(await answer.innerText(), /"code": "4"/);
    assert.deepEqual(page.problems, []);
    const elsewhere = asked.filter((url) => !url.startsWith(`${BASE}/`) && !url.startsWith('data:'));
    assert.deepEqual(elsewhere, []);
});
