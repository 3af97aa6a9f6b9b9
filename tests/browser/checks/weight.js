// What a first visit costs: the bytes that travel, how many answers they come in, and from where.

import { BASE } from '../support/flags.js';
import { travels } from '../support/site.js';

const MOST_BYTES = 60_000;
const MOST_REQUESTS = 5;

// Counts from before a page is opened; the answer says what is too much. The cache of the page must be off.
export async function meter(page) {
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    await network.send('Network.setCacheDisabled', { cacheDisabled: true });
    let asked = [];
    let bytes = 0;
    network.on('Network.requestWillBeSent', ({ request }) => {
        if (!request.url.startsWith('data:')) asked.push(request.url);
    });
    network.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength;
    });
    return {
        restart() {
            asked = [];
            bytes = 0;
        },
        async tooMuch() {
            // A browser without a window fetches no icon; a visitor's does.
            const icon = await page.evaluate(() => document.querySelector('link[rel~=icon]')?.href);
            if (icon && !icon.startsWith('data:') && !asked.includes(icon)) {
                asked.push(icon);
                bytes += (await travels(icon)).bytes;
            }
            const found = [];
            if (bytes === 0) found.push('nothing was measured');
            if (bytes > MOST_BYTES) found.push(`weighs ${bytes} bytes`);
            if (asked.length > MOST_REQUESTS) found.push(`takes ${asked.length} requests: ${asked.join(' ')}`);
            for (const url of asked) if (!url.startsWith(`${BASE}/`)) found.push(`asks ${url}`);
            return { found, bytes, requests: asked.length };
        },
    };
}
