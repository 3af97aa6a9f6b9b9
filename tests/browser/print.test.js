// A report on paper: A4, without what is only for screens, with the address of each link.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage } from './support/browser.js';
import { tooWide } from './checks/layout.js';

// A4 in CSS pixels, less margins of 2 cm.
const PAPER = { width: 643, height: 971 };

test('pages are printed on A4', async (t) => {
    const page = await newPage(t);
    for (const path of ['/fr', '/fr/progress?axis=4', '/fr/objectives/30']) {
        await page.goto(path);
        const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
        const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, w, h]) => [
            Math.round(w),
            Math.round(h),
        ]);
        assert.ok(boxes.length >= 1, path);
        // In points, to the nearest.
        for (const [width, height] of boxes)
            assert.ok(Math.abs(width - 595) <= 1 && Math.abs(height - 842) <= 1, `${width} × ${height}`);
    }
});

test('links are printed with their addresses, and nothing is cut', async (t) => {
    const page = await newPage(t, { viewport: PAPER });
    await page.emulateMedia({ media: 'print' });
    for (const path of [
        '/fr',
        '/fr/progress?axis=4',
        '/fr/objectives/30',
        '/fr/changes?from=2025&to=2026',
        '/fr/sources/detail-2026',
    ]) {
        await page.goto(path);
        assert.deepEqual(await tooWide(page), [], path);
        const links = await page.locator('main a[href]:visible').evaluateAll((found) =>
            found.map((link) => ({
                href: link.getAttribute('href'),
                after: getComputedStyle(link, '::after').content,
            })),
        );
        const leading = links.filter(({ href }) => /^https?:/.test(href));
        for (const { href, after } of leading)
            assert.ok(after.includes(href), `${path}: ${href} is printed as ${after}`);
        assert.ok(
            links.some(({ href, after }) => after.includes(href)),
            `${path} prints no address`,
        );
        assert.equal(await page.locator('nav:visible').count(), 0, `${path} prints navigation`);
    }
});
