// Who asks for less motion gets none, and who asks for more contrast or for forced colours still sees what is there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newPage } from './support/browser.js';

const PAGES = ['/fr', '/fr/progress', '/fr/objectives/30'];

test('nothing moves when less motion is asked for', async (t) => {
    const page = await newPage(t, { reducedMotion: 'reduce' });
    for (const path of PAGES) {
        await page.goto(path);
        const moving = await page.evaluate(() =>
            [...document.querySelectorAll('*')]
                .filter((element) => {
                    const style = getComputedStyle(element);
                    const long = (durations) => durations.split(',').some((duration) => parseFloat(duration) > 0.01);
                    return (
                        long(style.transitionDuration) ||
                        long(style.animationDuration) ||
                        style.scrollBehavior === 'smooth'
                    );
                })
                .map((element) => element.localName),
        );
        assert.deepEqual(moving, [], path);
    }
});

test('focus is seen in forced colours', async (t) => {
    const page = await newPage(t, { forcedColors: 'active' });
    await page.goto('/fr/progress');
    await page.locator('#filter select').first().focus();
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none');
});
