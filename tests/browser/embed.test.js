// What a local authority puts in its own page: a frame, a picture, a badge. The pages themselves stay out of frames.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASE, newPage } from './support/browser.js';
import { axe } from './checks/axe.js';
import { tooWide } from './checks/layout.js';
import { elsewhere } from './support/elsewhere.js';
import { travels } from './support/site.js';

const EMBEDS = [
    '/embed/axis/4',
    '/embed/axis/1',
    '/embed/action/15',
    '/embed/action/11',
    '/embed/objective/30',
    '/embed/objective/32-1',
];
const PICTURES = [
    '/embed/axis/4.svg',
    '/embed/action/15.svg',
    '/embed/objective/32-1.svg',
    '/badge/axis/4.svg',
    '/badge/action/15.svg',
];

test('a frame shows its figure, source, licence and date in a foreign page', async (t) => {
    const page = await newPage(t);
    await page.goto(
        await elsewhere(
            t,
            `<iframe src="${BASE}/embed/axis/4?lang=fr" title="Axe 4" width="480" height="320"></iframe>`,
        ),
    );
    const frame = page.frameLocator('iframe');
    const text = await frame.locator('body').innerText();
    assert.match(text, /40\s?%/);
    assert.match(text, /Licence Ouverte/i);
    assert.match(text, /2026/);
    assert.equal(await frame.locator('script').count(), 0);
    assert.deepEqual(page.problems, []);
});

test('links in a frame leave the frame', async (t) => {
    const page = await newPage(t);
    await page.goto('/embed/axis/4');
    const targets = await page.locator('a[href]').evaluateAll((links) => links.map((link) => link.target));
    assert.ok(targets.length > 0);
    assert.ok(
        targets.every((target) => ['_top', '_blank', '_parent'].includes(target)),
        targets.join(),
    );
});

test('a page refuses to be framed', async (t) => {
    const page = await newPage(t);
    for (const path of ['/fr', '/en/progress', '/fr/embed', '/en/objectives/30']) {
        await page.goto(await elsewhere(t, `<iframe src="${BASE}${path}"></iframe>`));
        const [, frame] = page.frames();
        assert.match(frame.url(), /^chrome-error:/, path);
    }
});

test('pictures and badges are seen in a foreign page', async (t) => {
    const page = await newPage(t);
    await page.goto(await elsewhere(t, PICTURES.map((path) => `<img src="${BASE}${path}" alt="">`).join('\n')));
    const sizes = await page.locator('img').evaluateAll((images) => images.map((image) => image.naturalWidth));
    assert.deepEqual(
        sizes.map((width) => width > 0),
        PICTURES.map(() => true),
        sizes.join(),
    );
    assert.deepEqual(page.problems, []);
});

test('an embed is under 15 kB and alone', async (t) => {
    for (const path of EMBEDS) {
        const page = await newPage(t);
        let bytes = 0;
        const network = await page.context().newCDPSession(page);
        await network.send('Network.enable');
        network.on('Network.loadingFinished', ({ encodedDataLength }) => {
            bytes += encodedDataLength;
        });
        const asked = [];
        page.on('request', (request) => asked.push(request.url()));
        await page.goto(path, { waitUntil: 'networkidle' });
        assert.ok(bytes > 0 && bytes < 15_000, `${path} takes ${bytes} bytes`);
        assert.ok(
            asked.every((url) => url.startsWith(BASE)),
            asked.join(),
        );
        assert.deepEqual(page.problems, [], path);
    }
    for (const path of PICTURES) {
        const { status, type, bytes } = await travels(BASE + path);
        assert.equal(status, 200, path);
        assert.match(type, /^image\/svg\+xml/, path);
        assert.ok(bytes < 15_000, `${path} takes ${bytes} bytes`);
    }
});

test('an embed can be frozen to a release, and says which', async (t) => {
    const page = await newPage(t);
    await page.goto('/embed/axis/4?release=2025&lang=fr');
    const text = await page.locator('body').innerText();
    assert.match(text, /2025/);
    assert.doesNotMatch(text, /\d\s?%/, '2025 has no figure');
});

test('the page that builds the snippet gives one that works', async (t) => {
    for (const language of ['fr', 'en']) {
        const page = await newPage(t, { javaScriptEnabled: false });
        await page.goto(`/${language}/embed`);
        const snippets = page.locator('main :is(pre, textarea)').filter({ hasText: '<iframe' });
        const snippet = await snippets.first().evaluate((element) => element.value ?? element.textContent);
        assert.match(snippet, /title="[^"]+"/);
        const foreign = await newPage(t);
        await foreign.goto(await elsewhere(t, snippet));
        assert.match(await foreign.frameLocator('iframe').locator('body').innerText(), /%/);
        assert.deepEqual(foreign.problems, []);
    }
});

test('an embed is accessible in both schemes, and fits a narrow frame', async (t) => {
    for (const language of ['fr', 'en']) {
        const page = await newPage(t, { viewport: { width: 280, height: 400 } });
        for (const path of EMBEDS) {
            await page.goto(`${path}?lang=${language}`);
            assert.equal(await page.locator('html').getAttribute('lang'), language);
            assert.deepEqual([...(await axe(page)), ...(await tooWide(page))], [], path);
        }
    }
});

test('a snippet that cannot be built says what is wrong', async (t) => {
    const page = await newPage(t);
    const answer = await page.goto('/fr/embed?what=axis/9');
    assert.ok(answer.status() >= 400 && answer.status() < 500);
    assert.ok((await page.locator('main').innerText()).length > 80);
    assert.deepEqual(await axe(page), []);
});
