// Stylesheet and script are named after their content and kept for good; a second visit asks for the page alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, newPage } from './support/browser.js';
import { travels } from './support/site.js';

test('assets are fingerprinted, immutable and compressed', async (t) => {
    const page = await newPage(t);
    const assets = new Set();
    page.on('request', (request) => {
        if (request.url().includes('/assets/')) assets.add(request.url());
    });
    await page.goto('/fr/progress');
    assert.ok(assets.size > 0);
    for (const address of assets) {
        assert.match(address, /\/assets\/[\w-]+\.[0-9a-f]{8,}\.\w+$/);
        const { headers, type, bytes } = await travels(address);
        assert.match(headers.get('cache-control'), /immutable/, address);
        // What is this small gains nothing.
        if (/css|javascript/.test(type) && bytes > 1000)
            assert.match(headers.get('content-encoding') ?? '', /br|gzip/, address);
    }
});

test('a second visit takes the assets from the cache', async (t) => {
    const page = await newPage(t);
    await page.goto('/fr', { waitUntil: 'networkidle' });
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    const travelled = new Map();
    network.on('Network.responseReceived', ({ requestId, response }) => {
        if (!response.fromDiskCache) travelled.set(requestId, response.url);
    });
    const kept = new Set();
    network.on('Network.requestServedFromCache', ({ requestId }) => kept.add(requestId));
    await page.goto('/fr/progress', { waitUntil: 'networkidle' });
    const asked = [...travelled].filter(([id]) => !kept.has(id)).map(([, url]) => url.slice(BASE.length));
    // A browser asks for the icon when it likes: after the load of the first page, or not before the second.
    assert.deepEqual(
        asked.filter((path) => !path.startsWith('/assets/icon.')),
        ['/fr/progress'],
    );
});

test('the policy forbids what is inline and what is elsewhere', async () => {
    const answer = await fetch(`${BASE}/fr/progress`);
    const policy = answer.headers.get('content-security-policy');
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    const html = await answer.text();
    assert.doesNotMatch(html, /\sstyle="|<style|\son\w+="/);
    for (const [, attributes] of html.matchAll(/<script([^>]*)>/g)) {
        assert.match(attributes, /src=|application\/ld\+json/);
    }
});
