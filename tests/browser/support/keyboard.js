// A visitor with nothing but a keyboard: goes from stop to stop, and sees where the focus is at each.

import assert from 'node:assert/strict';

// What has the focus: its words, its place in the page, and whether its being focused can be seen.
export async function focused(page) {
    const stop = await inside(page);
    if (stop?.tag !== 'iframe') return stop;
    // The stop is in the frame, which has a window of its own.
    const element = (await page.evaluateHandle(() => document.activeElement)).asElement();
    const frame = await element.contentFrame();
    return { ...stop, ...(await inside(frame)), inside: true, covered: false };
}

function inside(page) {
    return page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
        const y = Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1);
        const top = document.elementFromPoint(x, y);
        const label = element.labels?.[0]?.innerText ?? element.getAttribute('aria-label') ?? element.innerText;
        return {
            tag: element.localName,
            id: element.id,
            name: element.getAttribute('name'),
            text: (label ?? '').replace(/\s+/g, ' ').trim(),
            value: element.value,
            href: element.getAttribute('href'),
            outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
            inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
            covered: !(top && (element.contains(top) || top.contains(element))),
        };
    });
}

// Presses a key, and what has the focus after it must show it.
export async function press(page, key) {
    await page.keyboard.press(key);
    const stop = await focused(page);
    if (stop) {
        const said = `${stop.tag} “${stop.text || stop.id || stop.name}” on ${page.url()}`;
        assert.ok(stop.outlined, `the focus has no outline of 2 px: ${said}`);
        assert.ok(stop.inside, `the focus is outside of the window: ${said}`);
        assert.ok(!stop.covered, `the focus is covered: ${said}`);
    }
    return stop;
}

// Tab until `wanted` says yes; the number of stops is bounded, since a page that needs more is no use to a keyboard.
export async function tabTo(page, wanted, most = 120) {
    const seen = [];
    for (let stops = 1; stops <= most; stops += 1) {
        const stop = await press(page, 'Tab');
        if (stop && wanted(stop)) return { ...stop, stops };
        seen.push(stop?.text || stop?.id || stop?.name);
    }
    assert.fail(`not among the first ${most} stops of ${page.url()}: ${seen.join(' · ')}`);
}
