// Links that lead nowhere: every address that pages name is asked for once, and every fragment has its place.

import { BASE } from '../support/flags.js';

const AT_ONCE = 6;

// The addresses that a page that is open links to, without those of other sites.
export const links = (page) =>
    page.evaluate(
        (base) =>
            [...document.querySelectorAll('a[href], link[href], img[src], script[src]')]
                .map((element) => element.href || element.src)
                .filter((address) => address.startsWith(`${base}/`)),
        BASE,
    );

// `named` says for each address on which page it stands. The sitemap's own pages were opened already.
export async function broken(named) {
    const found = [];
    const bodies = new Map();
    const body = (address) => {
        if (!bodies.has(address)) bodies.set(address, ask(address));
        return bodies.get(address);
    };
    const waiting = [...named];
    await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
            for (let next = waiting.pop(); next; next = waiting.pop()) {
                const [address, from] = next;
                const [plain, fragment] = address.split('#');
                const { status, ids } = await body(plain);
                if (status !== 200) found.push(`${status} ${address} (on ${from})`);
                // Words to find in the page are no id.
                else if (fragment && !fragment.startsWith(':~:') && ids && !ids.has(decodeURIComponent(fragment))) {
                    found.push(`no place ${address} (on ${from})`);
                }
            }
        }),
    );
    return found.sort();
}

async function ask(address, again = 5) {
    const answer = await fetch(address, { headers: { accept: 'text/html, */*' } });
    // Bundles are made one at a time, and who comes meanwhile is asked to wait.
    if (answer.status === 503 && answer.headers.has('retry-after') && again > 0) {
        await answer.body?.cancel();
        await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers.get('retry-after'))));
        return ask(address, again - 1);
    }
    const isPage = answer.headers.get('content-type')?.startsWith('text/html');
    if (!isPage) {
        await answer.body?.cancel();
        return { status: answer.status };
    }
    const ids = new Set([...(await answer.text()).matchAll(/\sid="?([^"\s>]+)/g)].map(([, id]) => id));
    return { status: answer.status, ids };
}
