// Larger letters and wider spacing, as readers set them: nothing is cut and nothing scrolls sideways.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage } from './support/browser.js';
import { tooWide } from './checks/layout.js';
import { kinds } from './support/site.js';

// WCAG 1.4.12, in so many words.
const SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }`;

test('letters of twice the size', async (t) => {
    const page = await newPage(t);
    // As set in the browser, so that widths that are counted in letters follow.
    const settings = await page.context().newCDPSession(page);
    await settings.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    for (const path of kinds('fr')) {
        await page.goto(path);
        assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '32px');
        assert.deepEqual(await tooWide(page), [], path);
    }
});

test('spacing that a reader sets', async (t) => {
    const page = await newPage(t, { viewport: { width: 640, height: 640 } });
    for (const path of kinds('fr')) {
        await page.goto(path);
        // A constructed sheet, which the content security policy lets pass.
        await page.evaluate((css) => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(css);
            document.adoptedStyleSheets = [sheet];
        }, SPACING);
        assert.deepEqual(await tooWide(page), [], path);
        const cut = await page.evaluate(() =>
            [...document.querySelectorAll('main *, header *')]
                .filter(
                    (element) =>
                        ['hidden', 'clip'].includes(getComputedStyle(element).overflowX) &&
                        element.clientWidth > 1 &&
                        element.scrollWidth > element.clientWidth + 1,
                )
                .map((element) => `${element.localName} ${element.textContent.trim().slice(0, 40)}`),
        );
        assert.deepEqual(cut, [], path);
    }
});
