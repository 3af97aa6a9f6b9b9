// What fits and what stays where it is: no scrolling sideways, no shift while a page loads, one order of reading.

import { NARROW, WIDE } from '../support/browser.js';

// Elements that stick out on the right, the outermost first; what scrolls inside a region of its own does not count.
export function tooWide(page) {
    return page.evaluate(() => {
        if (document.scrollingElement.scrollWidth <= innerWidth) return [];
        const scrolls = (element) => getComputedStyle(element).overflowX !== 'visible';
        const inRegion = (element) =>
            element.parentElement !== document.body &&
            element.parentElement &&
            (scrolls(element.parentElement) || inRegion(element.parentElement));
        return [...document.body.querySelectorAll('*')]
            .filter((element) => element.getBoundingClientRect().right > innerWidth && !inRegion(element))
            .slice(0, 3)
            .map(
                (element) =>
                    `<${element.localName} class="${element.className}"> ${element.textContent.trim().slice(0, 40)}`,
            );
    });
}

export async function widths(page) {
    const found = [];
    for (const size of [NARROW, WIDE]) {
        await page.setViewportSize(size);
        const wide = await tooWide(page);
        if (wide.length) found.push(`scrolls sideways at ${size.width} px: ${wide.join(', ')}`);
        if (size === NARROW) found.push(...(await order(page)));
    }
    return found;
}

// In one column, what comes later in the document stands lower on the screen.
async function order(page) {
    const wrong = await page.evaluate(() => {
        const blocks = [...document.querySelectorAll('main :is(h1, h2, h3, h4, p, dt, tr, figure, form)')].filter(
            (block) => block.checkVisibility() && block.getBoundingClientRect().height > 1,
        );
        const tops = blocks.map((block) => block.getBoundingClientRect().top);
        return blocks
            .filter((_, i) => i > 0 && tops[i] < tops[i - 1] - 1)
            .map((block) => block.textContent.trim().slice(0, 60));
    });
    return wrong.slice(0, 3).map((text) => `stands above what comes before it: ${text}`);
}

// What moved while a page loaded, by how much and from where to where.
export function shift(page) {
    return page.evaluate(
        () =>
            new Promise((resolve) => {
                const found = [];
                const place = ({ x, y, width, height }) => `${width} × ${height} at ${x}, ${y}`;
                const told = ({ node, previousRect, currentRect }) =>
                    `<${node?.nodeName.toLowerCase()}> ${node?.textContent.trim().slice(0, 40)}: from ` +
                    `${place(previousRect)} to ${place(currentRect)}`;
                new PerformanceObserver((list) => {
                    for (const { value, sources } of list.getEntries()) {
                        found.push(`the layout shifts by ${value}: ${sources.map(told).join('; ')}`);
                    }
                }).observe({ type: 'layout-shift', buffered: true });
                // Buffered entries arrive in a task of their own.
                setTimeout(() => resolve(found), 50);
            }),
    );
}
