// Every page of the sitemap, opened once in the way of a first visit: axe in both schemes, weight, width, layout,
// outline, languages, console; then every link of all of them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { axe, prepare } from './checks/axe.js';
import { shift, widths } from './checks/layout.js';
import { broken, links } from './checks/links.js';
import { languages, outline } from './checks/outline.js';
import { meter } from './checks/weight.js';
import { browser, BASE, WIDE, watched } from './support/browser.js';
import { kinds, LANGUAGES, sitemap } from './support/site.js';

const AT_ONCE = 2;
// PATHS names fewer of them, for work on one.
const paths = process.env.PATHS?.split(' ') ?? (await sitemap());
const named = new Map();
const heaviest = { bytes: 0 };

describe('each page', { concurrency: AT_ONCE }, () => {
    const free = [];
    before(async () => {
        for (let i = 0; i < AT_ONCE; i += 1) {
            const context = await (await browser()).newContext({ viewport: WIDE, baseURL: BASE });
            await prepare(context);
            const page = watched(await context.newPage());
            free.push({ page, weight: await meter(page) });
        }
    });

    for (const path of paths) {
        it(path, async () => {
            const tab = free.pop();
            try {
                const found = await problems(tab, path);
                if (found.length) assert.fail(`${found.length} problems:\n${found.join('\n')}`);
            } finally {
                free.push(tab);
            }
        });
    }
});

async function problems({ page, weight }, path) {
    page.problems.length = 0;
    weight.restart();
    await page.setViewportSize(WIDE);
    const answer = await page.goto(path, { waitUntil: 'load' });
    if (answer.status() !== 200) return [`status ${answer.status()}`];
    const { found, bytes, requests } = await weight.tooMuch();
    if (bytes > heaviest.bytes) Object.assign(heaviest, { path, bytes, requests });
    found.push(...(await shift(page)), ...(await outline(page, path.slice(1, 3))), ...(await languages(page)));
    found.push(...(await axe(page)), ...(await widths(page)));
    for (const address of await links(page)) if (!named.has(address)) named.set(address, path);
    return [...found, ...page.problems];
}

describe('the site', () => {
    it('has every kind of page in its sitemap, in both languages', () => {
        for (const language of LANGUAGES) {
            const missing = kinds(language).filter((path) => !path.includes('?') && !paths.includes(path));
            assert.deepEqual(missing, []);
        }
        const other = (path) => path.replace(/^\/(fr|en)/, (_, l) => (l === 'fr' ? '/en' : '/fr'));
        assert.deepEqual(
            paths.filter((path) => !paths.includes(other(path))),
            [],
        );
    });

    it('has no link that leads nowhere', async (t) => {
        t.diagnostic(`${paths.length} pages, ${named.size} links; the heaviest: ${JSON.stringify(heaviest)}`);
        const found = await broken(named);
        if (found.length) assert.fail(`${found.length} links:\n${found.join('\n')}`);
    });

    it('lets robots in and tells them of its sitemap', async () => {
        const robots = await (await fetch(`${BASE}/robots.txt`)).text();
        assert.match(robots, /^Sitemap: http.*\/sitemap\.xml$/m);
    });
});
