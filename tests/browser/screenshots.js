// The main pages as pictures, to be looked at: at 320 and 1280 px, in both schemes, and on paper.
// Usage: node screenshots.js DIRECTORY [PATH…], with BASE and CHROMIUM as for the tests.

import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { BASE, FLAGS } from './support/flags.js';
import { kinds } from './support/site.js';

const [directory, ...paths] = process.argv.slice(2);
if (!directory) throw new Error('usage: node screenshots.js DIRECTORY [PATH…]');
const extra = [
    '/en',
    '/en/progress?axis=4&status=completed',
    '/fr/progress?axis=1',
    '/en/objectives/46',
    '/embed/axis/4',
];

await mkdir(directory, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
for (const width of [320, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, baseURL: BASE });
        const page = await context.newPage();
        for (const path of paths.length ? paths : [...kinds('fr'), ...extra]) {
            await page.goto(path);
            const name = path.slice(1).replace(/[^\w-]+/g, '_');
            // Longer than this nobody looks, and the picture would be too large to open.
            const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), 6000);
            const clip = { x: 0, y: 0, width, height };
            await page.screenshot({ path: `${directory}/${name}-${width}-${colorScheme}.png`, fullPage: true, clip });
            if (width === 1280 && colorScheme === 'light')
                await page.pdf({ path: `${directory}/${name}.pdf`, preferCSSPageSize: true });
        }
        await context.close();
    }
}
await browser.close();
