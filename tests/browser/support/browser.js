// One Chromium for a file of tests, and pages in it that remember what went wrong in them.

import { after } from 'node:test';
import { chromium } from 'playwright-core';
import { BASE, FLAGS } from './flags.js';

export { BASE };
// Milliseconds to wait for what does not come; a busy machine takes two seconds at worst.
const PATIENCE = 6000;
export const WIDE = { width: 1280, height: 900 };
// What a page has at 1280 × 1024 under a zoom of 400 %; also the narrowest width that WCAG 1.4.10 names.
export const NARROW = { width: 320, height: 256 };

let launched;
export async function browser() {
    launched ??= chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
    return launched;
}
after(async () => (await launched)?.close());

// A page with a profile of its own, closed with the test `t`. `page.problems` collects what the console, the content
// security policy and the network complain of.
export async function newPage(t, options = {}) {
    const context = await (
        await browser()
    ).newContext({
        viewport: WIDE,
        baseURL: BASE,
        locale: 'fr-FR',
        // Scrolls at once, so that what is asked after a key or a click is where it will stay.
        reducedMotion: 'reduce',
        ...options,
    });
    context.setDefaultTimeout(PATIENCE);
    t.after(() => context.close());
    return watched(await context.newPage());
}

export function watched(page) {
    page.problems = [];
    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) page.problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => page.problems.push(`script: ${error.message}`));
    page.on('requestfailed', (request) => {
        page.problems.push(`network: ${request.url()} ${request.failure()?.errorText}`);
    });
    return page;
}

// Path and query of where a page is.
export const where = (page) => page.url().slice(BASE.length);
