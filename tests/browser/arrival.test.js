// A page that arrives in pieces, as it does on a slow line, is shown once it is all there: nothing moves under the reader.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { shift } from './checks/layout.js';
import { BASE, newPage } from './support/browser.js';
import { kinds, LANGUAGES } from './support/site.js';

const PIECE = 700;
const PAUSE = 10;

// The same site at another address, whose pages arrive in pieces.
async function slowly(t) {
    const server = createServer(async ({ url }, answer) => {
        const whole = await fetch(`${BASE}${url}`);
        const type = whole.headers.get('content-type');
        answer.writeHead(whole.status, { 'content-type': type });
        const body = Buffer.from(await whole.arrayBuffer());
        const length = type.startsWith('text/html') ? PIECE : body.length;
        for (let at = 0; at < body.length; at += length) {
            answer.write(body.subarray(at, at + length));
            await pause(PAUSE);
        }
        answer.end();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    return `http://127.0.0.1:${server.address().port}`;
}

for (const language of LANGUAGES) {
    test(`pages that arrive in pieces do not move, ${language}`, async (t) => {
        const site = await slowly(t);
        const page = await newPage(t);
        for (const path of kinds(language)) {
            await page.goto(`${site}${path}`, { waitUntil: 'load', timeout: 30_000 });
            assert.deepEqual(await shift(page), [], path);
        }
    });
}
